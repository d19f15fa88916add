true && echo a || echo b; false && echo a || echo b; ! true; echo $?; ! false | true; echo $?; true | false; echo $? "${PIPESTATUS[@]}"
#--
set -o pipefail; false | true; echo $?; (exit 3) | true; echo $?; yes | head -1; echo "${PIPESTATUS[*]}"
#--
echo x | while read l; do y=$l; done; echo "y=$y"; echo a |& cat; ls nope |& cat
#--
x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x; y=$(x=9; echo $x); echo $y $x
#--
(exit 5); echo $?; f() { return 7; }; f; echo $?; x=$(exit 4); echo $?; local_test=$(true); echo $?
#--
echo $(echo a
echo b) "$(printf 'x\n\n\n')" end
