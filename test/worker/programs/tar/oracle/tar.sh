mkdir -p d/e; echo one > d/a; echo two > d/e/b; tar cf t.tar d; tar tf t.tar | sort; mkdir out; tar -xf t.tar -C out; cat out/d/a out/d/e/b; tar cf - d | tar tf - | sort; tar xf nope.tar; echo $?
#--
mkdir d; echo x > d/a; tar cf - /nope 2>&1 >/dev/null; echo $?; tar cf t.tar d nope; echo $?; tar tf t.tar d/a; tar tf t.tar zz; echo $?; tar; echo $?; tar cf x.tar; echo $?
#--
mkdir -p d/e/f; echo deep > d/e/f/g; tar czf t.tgz d; mkdir o; tar -xzf t.tgz --strip-components=2 -C o; find o | sort; tar --list --file=t.tgz d/e/f; tar xzOf t.tgz d/e/f/g; tar xf t.tgz -C nope; echo $?
#--
mkdir d; echo x > d/a; chmod 640 d/a; touch -d '2020-01-02 03:04:05' d/a; tar cf t.tar d/a; mkdir p q; tar -xf t.tar -C p; tar -xmf - -C q < t.tar; stat -c '%a %Y' p/d/a; stat -c %a q/d/a; [ $(stat -c %Y q/d/a) = $(stat -c %Y p/d/a) ] || echo newer; tar -cvf v.tar d; tar cf - "$PWD/d" 2>&1 >/dev/null; tar xvf v.tar -C q
#--
mkdir d; touch d/keep d/drop; tar cf t.tar --exclude=drop d; tar tf t.tar; tar xkf t.tar; echo $?; echo junk > j; tar tf j; echo $?; tar xf t.tar --nosuch 2>&1 | head -1
