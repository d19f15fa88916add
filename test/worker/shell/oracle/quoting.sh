echo "a\$b\"c\n" a\ b\*c 'it'"s" "x y"
#--
echo $'a\tb\x41\u00e9\n' $"loc"
#--
printf '<%s>' "" '' "a b" a\
b; echo
#--
x='a  b'; echo $x "$x" ''$x''
#--
echo "$(echo "in $(echo 'deep "er"')")"
#--
echo `echo \`echo nested\``
