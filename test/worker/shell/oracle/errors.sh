nope_command
#--
./nope; echo $?; /tmp; echo $?; touch f; ./f; echo $?
#--
echo a; echo )
#--
if true; then echo a
#--
echo "abc
#--
echo a; fi
#--
echo a |
#--
a && ; b
#--
echo a
echo b; done
echo c
#--
x=$(
#--
case x in
#--
f() { echo a
#--
;; echo
#--
echo 1

nope1
  nope2 x
false | nope3
#--
break 2; exec nope; echo never
#--
cd /nope

cat /nope2; unset 1x; export 2y=1; local z=1
#--
declare -A m; m=(a b); echo ${m[a]}; echo ${m[@]+x}; readonly m; m[z]=1; echo after
#--
eval 'echo )'; echo $?; bash -c 'exit 300'; echo $?
