for i in a b c; do [ $i = b ] && continue; echo $i; done; for i in 1 2 3; do for j in 1 2; do [ $j = 2 ] && continue 2; [ $i = 3 ] && break 2; echo $i$j; done; done
#--
case abc in a*) echo 1;; *) echo 2;; esac; case x in a|x) echo ax;& y) echo fall;; z) echo no;; esac; case q in q) echo q;;& q*) echo q2;; esac; case "a b" in "a b") echo sp;; esac; case - in [!a-z]) echo neg;; esac
#--
if false; then echo 1; elif true; then echo 2; else echo 3; fi; if false; then :; fi; echo $?; until false; do echo once; break; done; while read -r x; do echo $x; done <<< $'1\n2'
#--
[[ abc == a* ]] && echo g; [[ abc == "a*" ]] || echo lit; [[ a < b && ! z < y ]] && echo cmp; [[ -n x && ( -z "" || -f q ) ]] && echo grp; [[ 5 -gt 3 ]] && echo num; [[ abc =~ ^a(b)(.)$ ]] && echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; re='^[0-9]+$'; [[ 123 =~ $re ]] && echo re; x=; [[ $x ]] || echo empty; [[ -v HOME ]] && echo v
#--
[ a = a ] && echo 1; [ a != b -a 1 -lt 2 ] && echo 2; [ ! -e nope ] && echo 3; [ -z "" ] && echo 4; test 1 -eq 1 && echo 5; [ "a" ] && echo 6; [ ]; echo $?; [ 1 -eq a ]; echo $?; [ a b ]; echo $?; [ a; echo $?
#--
select x in one two; do echo "$x $REPLY"; break; done <<< 2
