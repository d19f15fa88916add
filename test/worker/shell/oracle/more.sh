x=$(cat <<E
a "b" $((1+1))
E
); echo "$x"
#--
while read -r name value; do printf '%s=%s\n' "$name" "$value"; done <<E | sort
b 2
a 1
E
#--
f() { cat; }; echo piped | f; f <<< here; echo "$(f <<E
doc
E
)"
#--
for f in *.none; do echo "$f"; done; [ -f /etc/passwd ] && echo yes; [[ -d /tmp && ! -f /tmp ]] && echo dir
#--
i=0; until [ $((i+=1)) -ge 3 ]; do echo $i; done; echo "done $i"; seq 3 | while read n; do ((s+=n)); echo $s; done
#--
a="x y"; b=($a); echo ${#b[@]}; c=("$a"); echo ${#c[@]}; d=($(printf '1 2\n3')); echo ${d[2]}; e=("${b[@]}" new); echo "${e[-1]}" ${e[@]/x/z}
#--
json='{"a": 1}'; echo "$json"; echo '{"b": "c d"}'; printf '%s\n' "$json" '$x' "`echo bt`"
#--
(echo out; echo err >&2) 2>&1 | sort; { echo a; exit 3; } | cat; echo ${PIPESTATUS[0]}; (exit 7) || echo "rc $?"
#--
x=5; [ "$x" -gt 3 ] && { echo big; } || { echo small; }; [ $x = 5 ] && echo five; test -n "$x" -a "$x" != 4 && echo and; ! [ $x = 4 ] && echo not
#--
trap 'rm -f tmpf; echo cleaned' EXIT; touch tmpf; ls tmpf; exit 0
#--
g() { local IFS=,; echo "$*"; }; g a b c; echo a b | { read x y; echo $y $x; }; IFS=$'\n'; for l in $(printf 'a b\nc'); do echo "[$l]"; done
#--
echo ${HOME%/*} ${#HOME} ${PATH:+path} ${x:-$(echo sub)} ${y:-`echo bt`} ${z:-${HOME#/}}; v=a.b.c; echo ${v//./_} ${v//[.]/-} ${v/%c/d}
#--
declare -A seen; for w in a b a c a; do ((seen[$w]++)); done; for k in a b c; do echo "$k ${seen[$k]}"; done; [[ -v seen[a] ]] && echo has; echo ${#seen[@]}
#--
printf '%-10s|%5d|%s\n' name 42 x; printf '%s %s\n' a b c; printf '\n'; printf '%5.2f%%\n' 12.345; printf '%x %o %X\n' 255 8 255; printf "%s\n" -n
#--
set -- -a --bee c; while [ $# -gt 0 ]; do case "$1" in -a) echo A;; --bee|--b) echo B; ;; *) echo "rest $1";; esac; shift; done
#--
f() { echo "$FUNCNAME: $1"; return $2; }; if f x 0 && ! f y 1; then echo ok; fi; f z 3 || echo $?; $(echo echo) dynamic; cmd=echo; $cmd var; "$cmd" quoted
#--
x='$(echo no)'; echo "$x" $x; eval echo "$x"; y='a;b'; echo $y; echo "a#b" a#b # comment
echo after \
  continued
#--
until ! read -r line; do echo "> $line"; done < <(printf 'l1\nl2\n'); while IFS= read -r l || [ -n "$l" ]; do echo "[$l]"; done < <(printf '  sp \nlast')
#--
(while true; do echo y; done) | head -3; for ((;;)); do break; done; seq 100000 | tail -1; yes x | head -c 4; echo
#--
wait_for() { for n in {1..5}; do "$@" && return 0; done; return 1; }; wait_for false; echo $?; wait_for true; echo $?; { sleep 0.02; echo bg; } & wait; echo fg
#--
[[ "a b" == *" "* ]] && echo sp; [[ x.y == x.? ]] && echo q; [[ abc == [a-c]* ]] && echo br; [[ $(echo hi) =~ h(.) ]] && echo ${BASH_REMATCH[1]}; [[ a == b || c == c ]]; echo $?; [[ "2.10" > "2.9" ]]; echo $?
