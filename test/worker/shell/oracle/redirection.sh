echo a > f; echo b >> f; cat < f; cat f nope > out 2>&1; cat out; echo err >&2; { echo x; echo y >&2; } 2>/dev/null
#--
cat <<E; cat <<'E'; cat <<-E
$((1+1)) \$x $(echo sub)
E
$x \$y
E
	tab $(echo z)
	E
echo done
#--
cat <<< "here $((1+1))"; read a b <<< "1 2 3"; echo "$a|$b"
#--
exec 3> f; echo three >&3; exec 3>&-; cat f; exec 4< f; read -u 4 l; echo "got $l"; echo x >&5
#--
echo both &> f; cat f; ls nope &>> f; wc -l < f; set -C; echo z > f; echo $?; echo z >| f; cat f
#--
< nope cat; echo $?; echo a > /nope/x; echo $?; cat < ""; echo $?
#--
f() { echo in; echo err >&2; }; f > o 2> e; cat o e; while read l; do echo "l=$l"; done < o; if true; then echo yes; fi > p; cat p
#--
echo a | cat - <(echo b); diff <(echo 1) <(echo 2); cat < <(echo c); echo tee | tee >(cat > t) > /dev/null; sleep 0.1; cat t
#--
for i in 1 2; do echo $i; done > f | cat; cat f; { read a; read b; } < f; echo $b$a; exec {fd}< f; read x <&$fd; echo $x $((fd>9))
