package phpweb

import (
	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// permissions: directories and files that the application and its scripts make.
func permissions(h *specs.Host) {
	const app = "/var/www/app"
	deployed := onHost("an image is built: it has no releases and nothing that is shared by them")
	h.Check(h.File(app+"/current"), BeSymlinkTo(app+"/releases/*"), deployed)
	for _, dir := range []string{"log", "tmp", "uploads"} {
		h.Check(h.File(app+"/shared/"+dir), BeDirectory(), BeOwnedBy("www-data"), BeInGroup("www-data"), HaveMode("0750"), deployed)
	}
	h.Check(h.File(app+"/shared/config/app.ini"), BeOwnedBy("deploy"), BeInGroup("www-data"), HaveModeAtMost("0640"), deployed,
		specs.Because("it holds credentials"))
	h.Check(h.File(app+"/releases/*/bin/*"), BeOwnedBy("deploy"), HaveMode("0755"), deployed)
	h.Check(h.File("/etc/sudoers.d/*"), HaveMode("0440"), onHost("nobody becomes another user in a container"))
	h.Check(h.File("/run/php/php8.2-fpm.sock"), BeSocket(), BeOwnedBy("www-data"), HaveMode("0660"), onHost("a container's PHP-FPM listens on TCP, for another container"))
}
