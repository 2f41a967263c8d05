package fact

import "strings"

// poolEnv is the environment of the pool's scripts: what the pool's env[] lines say, the user's USER and HOME,
// and, with clear_env = no, what php-fpm itself was started with. What a web server sends as FastCGI
// parameters is of a request, and not in it.
func (r *phpRunning) poolEnv(s *phpSection) (map[string]Value[Variable], string) {
	all := map[string]Value[Variable]{}
	rest := ""
	if keep := r.keepsEnv(s); keep != "" {
		for name, v := range r.env {
			all[name] = v
		}
		rest = keep
	}
	for name, v := range r.userEnv(s) {
		all[name] = v
	}
	for i := len(s.lines) - 1; i >= 0; i-- { // of duplicates the first holds
		if m := phpPoolKey.FindStringSubmatch(s.lines[i].key); m != nil && m[1] == "env" {
			all[m[2]] = r.poolVariable(s.name, m[2], s.lines[i])
		}
	}
	return all, rest
}

// keepsEnv says why php-fpm's own environment reaches the scripts; else empty.
func (r *phpRunning) keepsEnv(s *phpSection) string {
	for _, l := range s.lines {
		if l.key != "clear_env" {
			continue
		}
		if v, sure := phpConfValue(l.text); sure && v == "1" {
			continue
		}
		return "with clear_env = no the pool keeps the environment of php-fpm, to which systemd adds its own"
	}
	return ""
}

// userEnv is what php-fpm adds for the pool's user.
func (r *phpRunning) userEnv(s *phpSection) map[string]Value[Variable] {
	all := map[string]Value[Variable]{}
	for _, l := range s.lines {
		if l.key != "user" {
			continue
		}
		v, sure := phpConfValue(l.text)
		all["HOME"] = Cannot[Variable]("php-fpm sets it to the home of the pool's user")
		all["USER"] = phpVariable("USER", v)
		if !sure || strings.Trim(v, "0123456789") == "" {
			all["USER"] = Cannot[Variable]("php-fpm sets it to the name of the pool's user")
		}
	}
	return all
}

func (r *phpRunning) poolVariable(pool, name string, l phpSectionLine) Value[Variable] {
	if l.hidden {
		return l.secret
	}
	v, sure := phpConfValue(l.text)
	if !sure {
		return Cannot[Variable]("its text in " + l.file + " is an expression, a constant or holds a variable")
	}
	v = strings.ReplaceAll(v, "$pool", pool)
	if !strings.HasPrefix(v, "$") {
		return phpVariable(name, v)
	}
	if own, ok := r.env[v[1:]]; ok {
		return own
	}
	return Cannot[Variable]("it is taken from " + v + " of php-fpm's own environment, of which the unit does not tell")
}
