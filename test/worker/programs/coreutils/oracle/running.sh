seq 5 | xargs; seq 5 | xargs -n2 echo n; echo 'a b' | xargs -I{} echo '<{}>'; printf 'a\0b c\0' | xargs -0 -n1 echo; echo | xargs -r echo no; echo "'q w' e" | xargs -n1; echo x | xargs false; echo $?; echo x | xargs nope; echo $?; seq 3 | xargs -P 1 -n1 sh -c 'echo $0'
#--
timeout 0.05 sleep 5; echo $?; timeout 5 true; echo $?; timeout 5 sh -c 'exit 3'; echo $?; timeout x true; echo $?; timeout 1 nope; echo $?; timeout; echo $?
#--
A=1 env | grep ^A=; env -i B=2 env; env -u HOME sh -c 'echo [$HOME]'; env nope; echo $?; printenv HOME; printenv nope; echo $?; env C=3 sh -c 'echo $C'; nohup echo hi 2>/dev/null; nice echo n
#--
sleep; echo $?; sleep x; echo $?; sleep 0.01s; echo $?; true --x; echo $?; date -u -d @0; date -d @86400 +%F_%T; date -u -d '2024-02-29 12:00:00' '+%A %j %U %s'; date -d nonsense; echo $?; date -u -d '2024-01-31 + 1 day' +%F; date -u -d @1700000000 -Iseconds; date -u -d @1700000000 -R; date +%Y | wc -c
#--
head --bogus; echo $?; ls --bogus; echo $?; cat -Q; echo $?; sort --bogus; echo $?; grep --bogus x; echo $?; cp -Q; echo $?; wc -Q; echo $?
#--
whoami >/dev/null; id -u >/dev/null; uname; uname -s; uname -m; which ls; which nope; echo $?; tty; echo $?; /usr/bin/printf '%d-%s\n' 5 x; /usr/bin/echo -e 'a\tb'; /usr/bin/test 1 -eq 1; echo $?; /usr/bin/[ a = b ]; echo $?
