touch a b .c; mkdir d; ls; ls -a; ls -A; ls -1 d; ls -d d; ls nope; echo $?; ls a d; ls -F; ls -p; ls -r; echo x > d/f; ls -R; ls d nope a
#--
mkdir d; mkdir d; echo $?; mkdir -p d/e/f; mkdir x/y; mkdir -v z; rmdir d; rmdir d/e/f; ls d/e; mkdir; echo $?; rmdir nope
#--
echo a > a; cp a b; cat b; cp a nope/x; cp nope x; mkdir d; cp a b d; ls d; cp d e; cp -r d e; ls e; cp; cp a; mv b c; ls; mv nope x; mv c d; ls d; cp -v a z; mv -v z y
#--
touch a; rm a; rm a; echo $?; rm -f a; echo $?; mkdir d; rm d; rm -r d; rm; echo $?; touch x y; rm -v x y; rm -rf nope; echo $?
#--
echo t > t; ln -s t l; readlink l; cat l; ls -l l | cut -c1; ln -s t l; echo $?; ln -sf x l; cat l; readlink -f t | grep -c /t; readlink t; echo $?; basename /a/b.txt .txt; basename /a/; dirname /a/b/c a /; realpath nope/x; basename; echo $?
#--
touch f; chmod 640 f; stat -c %a f; chmod u+x,g-r f; stat -c '%a %A %n %s %F' f; chmod 999 f; echo $?; chmod +x nope; stat nope; echo $?; chmod a=r f; stat -c %a f; chmod -x f; stat -c %A f
#--
mkdir -p a/b; touch a/x.txt a/b/y.txt a/b/z.log; find a | sort; find a -name '*.txt' | sort; find a -type d | sort; find a -maxdepth 1 -type f; find a -name '*.log' -exec echo found {} \;; find a -type f -exec echo {} + | wc -w; find a ! -name '*.txt' -type f; find a -name x.txt -o -name z.log | sort; find nope; echo $?; find a -empty | wc -l; find a -name '*.log' -delete; ls a/b; find a -type f -printf '%f\n' | sort; cd a; find . -mindepth 2
#--
mktemp -d | grep -c tmp; mktemp x.XXXX | cut -c1-2; f=$(mktemp); [ -f $f ] && echo made; rm $f; touch -d '2020-01-02 03:04:05' t; date -r t +%F; stat -c %Y t; truncate -s 10 z; wc -c z; du -a t 2>/dev/null | cut -f2
