#!/bin/sh
# shellcheck disable=SC2016 # the users' shells expand these
# One user for each login shell and each thing that a login can get wrong.
set -e
add() { useradd -m -s "$2" "$1" && echo "$1:open sesame \$HOME" | chpasswd; }
add bash /bin/bash
add dash /bin/dash
add tcsh /bin/tcsh
add csh /bin/bsd-csh
add zsh /bin/zsh
add mksh /bin/mksh
add fish /usr/bin/fish
add ksh /bin/ksh93
add yash /usr/bin/yash
add rc /usr/bin/rc
for u in forced interactive onlykeys both jump second; do add $u /bin/bash; done
add nologin /usr/sbin/nologin
add missing /bin/no-such-shell

add noisy /bin/bash
sed -i '1i echo "welcome $USER"; echo "careful $USER" >&2; printf "no line feed"; printf "\\377" >&2' /home/noisy/.bashrc
add noisytcsh /bin/tcsh
echo 'echo welcome; sh -c "echo careful >&2"' >/home/noisytcsh/.tcshrc
add noisyzsh /bin/zsh
echo 'echo welcome; print -u2 careful; setopt nomatch' >/home/noisyzsh/.zshenv
add noisyfish /usr/bin/fish
mkdir -p /home/noisyfish/.config/fish
echo 'echo welcome; echo careful >&2' >/home/noisyfish/.config/fish/config.fish
add reads /bin/bash
sed -i '1i read -r line; echo "you said $line"' /home/reads/.bashrc
add eats /bin/bash
sed -i '1i cat >/dev/null' /home/eats/.bashrc
add leaves /bin/bash
sed -i '1i exit 0' /home/leaves/.bashrc
add mute /bin/bash
sed -i '1i exec >/dev/null' /home/mute/.bashrc
add hangs /bin/bash
sed -i '1i echo the directory service is slow; sleep 100000' /home/hangs/.bashrc
add functions /bin/bash
sed -i '1i exec() { echo a function of the user; command exec "$@"; }; set -f; IFS=x' /home/functions/.bashrc
chown -R noisyfish: /home/noisyfish
touch /etc/ssh/extra.conf
