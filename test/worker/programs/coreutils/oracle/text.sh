printf 'a\nb\n\n\nc' > f; cat f; echo; cat -n f; echo; cat -A f; echo; cat -s f - < /dev/null; echo; seq 3 | tac; cat nope f > /dev/null; echo $?; cat .
#--
seq 20 > f; head -n 3 f; head -2 f; head -c 5 f; tail -n 2 f; tail -n +19 f; tail -c 3 f; head -n -18 f; seq 5 | tail -1; head f nope | head -3; head -n x f; tail -n 1 f f
#--
printf 'one two\nthree\n' > f; wc f; wc -l f; wc -w < f; wc -c f f; printf abc | wc -l; cat f | wc; wc nope
#--
printf 'a:b:c\nd:e:f\nnone\n' > f; cut -d: -f2 f; cut -d: -f1,3 f; cut -d: -f2- f; cut -c1-3 f; cut -s -d: -f1 f; cut f; echo $?; cut -d: -f2 --output-delimiter=- f
#--
echo 'Hello World' | tr a-z A-Z; echo aabbcc | tr -s a-c; echo a1b2 | tr -d 0-9; echo a1b2 | tr -cd 0-9; echo; echo 'x y' | tr ' ' '\n'; echo abc | tr '[:lower:]' '[:upper:]'; tr; echo $?
#--
printf 'b 2\na 10\nc 1\na 9\n' > f; sort f; sort -r f; sort -k2 -n f; sort -k2,2nr f; sort -u -k1,1 f; printf '10\n9\n2\n' | sort; printf '10\n9\n2\n' | sort -n; printf '1K\n1M\n5\n' | sort -h; printf 'v1.10\nv1.9\n' | sort -V; printf 'b:1\na:2\n' | sort -t: -k2; sort nope; echo $?; sort -c f; echo $?
#--
printf 'a\na\nb\na\n' | uniq -c; printf 'a\na\nb\n' | uniq -d; printf 'a\na\nb\n' | uniq -u; printf 'A\na\n' | uniq -i; printf 'x\ny\nx\n' | sort | uniq -c | sort -rn
#--
printf 'foo\nbar\nFoo bar\nbaz\n' > f; grep foo f; grep -i foo f; grep -v foo f; grep -c ba f; grep -n ba f; grep -o 'b.' f; grep -E 'foo|baz' f; grep -w bar f; grep -F 'o b' f; grep -q foo f; echo $?; grep nope f; echo $?; grep x nope; echo $?; grep -l foo f f; grep -h ba f f | wc -l; grep -H foo f; grep -A1 foo f; grep -B1 baz f; grep -m1 ba f; cat f | grep -e foo -e baz; grep '^b' f; grep 'a\+z' f; grep '\(o\)\1' f; grep -x baz f; grep -L foo f; grep -s x nope; echo $?
#--
mkdir -p d/e; echo hit > d/a; echo hit > d/e/b; echo miss > d/c; grep -r hit d | sort; grep -rl hit d | sort; grep hit d; echo $?; grep; echo $?; grep -C1 miss d/c; grep -rn --include=a hit d; grep -on i d/a
#--
seq 3 | paste -s -d,; paste <(seq 2) <(seq 3 4); seq 4 | paste - -; printf 'a b\nccc d\n' | column -t; echo abc | rev; echo abcdef | fold -w 4; printf 'a\tb\n' | expand; seq 3 | nl; printf 'a\n\nb\n' | nl
#--
seq 3; seq 2 4; seq 1 2 7; seq -w 8 10; seq -s, 3; seq 5 -2 1; seq 0.5 0.5 1.5; seq; echo $?; seq 3 1; seq -f 'n%03g' 2
#--
printf 'a\nb\nc\n' > x; printf 'a\nB\nc\nd\n' > y; diff x y; echo $?; diff x x; echo $?; diff -q x y; diff -u x y | tail -n +3; diff x nope; echo $?; cmp x y; echo $?; comm x y 2>/dev/null; comm -12 x y 2>/dev/null
#--
echo hello | base64; echo aGVsbG8K | base64 -d; printf 'x%.0s' {1..60} | base64; printf abc | md5sum; printf abc | sha256sum; printf abc | sha1sum; printf 'abc\n' | od -c; printf abc | od -An -tx1; echo '!!' | base64 -d; echo $?
#--
echo a | tee f g; cat f g; echo b | tee -a f > /dev/null; cat f; yes | head -2; expr 1 + 2 \* 3; expr abc : 'a\(.\)'; expr length hello; expr 5 \> 3; expr 1 - 1; echo $?; expr 7 / 0; echo $?
