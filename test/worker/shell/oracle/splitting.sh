touch a.txt b.txt c.log .hid; echo *.txt *; echo *.nope "*.txt" \*.txt; echo [ab].* ?.log [!a]*; shopt -s nullglob; echo x *.nope; shopt -s dotglob; echo *
#--
mkdir -p d/e; touch d/e/f d/g; echo d/* */*/f; shopt -s globstar; echo **/f; echo d/**
#--
shopt -s extglob
touch a1 b2 c3 abc; echo @(a|b)* !(a*) +([a-z]) ?(a)1
#--
IFS=:; x=a:b::c; printf '<%s>' $x; echo; IFS=' :'; x=' a : b '; printf '<%s>' $x; echo; x=:a:; printf '<%s>' $x; echo
#--
echo {a,b}{1,2} {1..5} {5..1..2} {a..e} x{,y}z {01..03} {a} {a,b "{c,d}"; echo {1..3}{x,y} pre{"a b",c}post a{b,c{d,e}}f
#--
x="*"; touch q; echo "$x" '$x'; set -f; echo *; set +f; echo $x
#--
x="a b"; set -- $x; echo $#; set -- "$x"; echo $#; y=$x; echo "$y"; case $x in "a b") echo match;; esac
#--
echo ~ ~/x "~" x~ a=~/b; x=~/c:~/d; echo $x
