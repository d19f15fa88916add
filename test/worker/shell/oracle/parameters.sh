unset x; echo "${x:-def} ${x-d2} ${x:+set}|${x+set}|"; x=; echo "${x:-def} ${x-d2}|${x:+set}|${x+set}"; echo ${x:=new}; echo $x
#--
f=/a/b/c.tar.gz; echo ${f##*/} ${f#*/} ${f%.*} ${f%%.*} ${f%/*} ${#f}
#--
s=abcabc; echo ${s/b/X} ${s//b/X} ${s/#a/Y} ${s/%c/Z} ${s//b} ${s/[ab]/-} ${s//?/<&>}
#--
s=hello; echo ${s:1} ${s:1:3} ${s: -3} ${s: -3:2} ${s:1:-1} ${s^} ${s^^} ${s^^[el]}; t=HELLO; echo ${t,} ${t,,}
#--
a=b; b=c; echo ${!a}; x1=1 x2=2; echo ${!x@} "${!x*}"
#--
set -- a "b c" d; echo $# $1 "$2" ${3} "${@:2}" "${@:1:2}" "$*"; for i in "$@"; do echo "<$i>"; done; for i in $*; do echo "[$i]"; done; IFS=,; echo "$*" $*
#--
x="it's"; echo ${x@Q} ${x@U} ${x@u}; y='a\tb'; echo "${y@E}"; declare -i n=3; echo ${n@a} ${n@A}
#--
x=1; echo "${y:-'q'} ${y:-"z z"} ${y:-$x$x}" ${y:-a b} ${y:-"a b"}
#--
set -- ; echo "[$@]" "[$*]" $#; for i in "$@"; do echo never; done; printf '<%s>' "$@" x; echo
#--
x=äöü; echo ${#x} ${x:1:1} ${x^^}
#--
: ${nope?}; echo not reached
#--
: ${nope:?custom message}; echo not reached
#--
set -u; echo $undefined; echo not reached
#--
echo ${x!}; echo next
