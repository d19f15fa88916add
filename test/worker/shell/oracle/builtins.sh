printf '%s-%d-%05.1f-%x-%c|%5s|%-5s|%q\n' str 42 3.14159 255 char r l "a b"; printf '%s\n' a b c; printf '%b' 'a\tb\n'; printf '%d\n' 0x1f 010 "'A"; printf '%d\n' abc; echo $?; printf -v v '%03d' 7; echo $v; printf '%%|%e|%g\n' 12345.678 0.0001
#--
echo -n no; echo -e 'a\tb\x41\0101'; echo -E 'a\t'; echo -ne 'x\n'; echo -- -n; echo -nq
#--
read -r a b c <<< '  one two   three four '; echo "$a|$b|$c|"; IFS=, read -r a b <<< 'x,y,z'; echo "$a|$b"; read -d : x <<< 'p:q'; echo $x; read -n 2 x <<< abcd; echo $x; read -a arr <<< 'a b c'; echo ${arr[2]}; read x < /dev/null; echo $?; echo 'a\b' | { read x; echo $x; }; printf 'no newline' | { read x; echo "$? $x"; }
#--
type cd if; f() { :; }; type -t f cd if nope; command -v cd f if; command -v nope; echo $?; type nope; hash nope
#--
cd /tmp; pwd; cd - >/dev/null; cd /nope; echo $?; cd a b; echo $?; popd
#--
export A=1; B=2 bash -c 'echo $A $B'; readonly R=1; R=2; echo "after $?"
#--
declare -r x=1; unset x; echo $?; declare -x E=5; export -p | grep ' E='; declare -l low=ABC; declare -u up=abc; echo $low $up; declare -p low up; x2=1; declare -p x2; declare -p nope
#--
alias ll='ls -l'; alias ll; alias nope; unalias nope; shopt -s expand_aliases
alias hi='echo hello '
alias w=world
hi w
#--
set -- one two three; shift; echo $*; shift 5; echo $?; set -- $(echo x y); echo $2; set -e; set +e; set -o | grep errexit; eval 'x=5; echo $x'; eval "echo 'q q'"; echo 'y=3; return 4; echo no' > s; . ./s; echo $? $y; source nope; echo $?
#--
umask; umask 077; umask; umask -S; ulimit -n >/dev/null; echo $?; : ; true; false; echo $?; exit 3
#--
let; echo $?; kill -l 9 TERM; kill abc; echo $?; kill -0 $$; echo $?; shift -1; exit abc
#--
trap 'echo bye $?' EXIT; trap -p; (trap 'echo sub' EXIT; echo in); false; exit 4
#--
trap 'echo err $?' ERR; false; true; f() { false; }; f; if false; then :; fi; false || true; ! true; echo end
#--
trap 'echo term; exit 9' TERM; kill -TERM $$; echo not reached
#--
wait; sleep 0.01 & wait $!; echo $?; (exit 6) & wait $!; echo $?; wait 99999999; echo $?; jobs; wait -n; echo $?
#--
[ $RANDOM != $RANDOM ] && echo r; echo $LINENO; [ $EPOCHSECONDS -gt 1 ] && echo e; [ $BASHPID = $$ ] && echo same; ( [ $BASHPID = $$ ] || echo differs )
#--
echo "${BASH_VERSINFO[0]}"; echo $#; bash -c 'echo $0 $1' a b; bash -s x y <<< 'echo $1 $2'; echo 'echo script $1; exit 5' > f; bash f arg; echo $?; chmod +x f; ./f 2; echo $?
