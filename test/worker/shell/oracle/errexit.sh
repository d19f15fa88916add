set -e; false || echo ok; if false; then :; fi; ! true; false | true; echo here; f() { false; echo not in f; }; f || echo tested; x=$(false) || echo sub; echo before; false; echo never
#--
set -e; (false; echo no); echo never
#--
set -e; x=$(false); echo never
#--
set -e; f() { false; echo never; }; f; echo never
#--
set -e; echo $(false; echo still); local_x=1; while false; do :; done; [[ a == b ]] && echo no; echo end
#--
set -eu; a=(); echo "${a[@]}" ok; echo "${b:-}"; [ 1 = 2 ] || true; ((0)) || true; ((0)); echo never
#--
set -euo pipefail; echo a | grep b | cat; echo never
#--
set -x; x=1; echo "a b" $x; [ 1 = 1 ]; for i in 1; do :; done; f() { echo $1; }; f 'q"'; y=$(echo 1)
