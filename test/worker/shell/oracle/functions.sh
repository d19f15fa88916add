f() { local x=1 y; y=2; echo "$x $y $# $*"; z=3; }; f a b; echo "[$x][$y][$z]"; function g { echo g $1; }; g 1; f2() ( x=9; ); f2; echo "[$x]"
#--
f() { [ $1 -le 1 ] && { echo 1; return; }; echo $(( $1 * $(f $(($1-1))) )); }; f 6; unset -f f; f; echo $?
#--
x=global; f() { local x=f; g; }; g() { echo $x; x=changed; }; f; echo $x; h() { echo ${FUNCNAME[0]}; }; h
#--
f() { for i in 1 2 3; do [ $i = 2 ] && return 5; echo $i; done; }; f; echo $?; set -- a b; f() { shift; echo $1 $#; }; f x y z; echo $1
#--
while getopts "ab:c" o -a -b val -c rest; do echo "$o ${OPTARG-none}"; done; echo $OPTIND; f() { local OPTIND; while getopts ":x:" o "$@"; do echo "$o $OPTARG"; done; }; f -x; f -q; getopts ab z -q; echo $z
#--
return 1; echo still; break; continue; echo $?
