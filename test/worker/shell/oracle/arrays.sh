a=(1 2 "three four"); a+=(5); a[7]=x; echo ${a[@]} ${#a[@]} ${!a[@]} "${a[2]}" ${a[-1]} ${#a[2]}; unset 'a[1]'; echo "${a[@]}"
#--
declare -A m=([one]=1 ["two words"]=2); m[x]=y; echo ${m[one]} "${m[two words]}" ${#m[@]}; unset 'm[one]'; for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done | sort
#--
a=(b c a); for i in "${!a[@]}"; do echo $i ${a[i]}; done; echo "${a[@]:1:1}" "${a[*]}" "${a[@]/b/X}" "${a[@]^}"
#--
a=(); echo ${#a[@]} "${a[@]}"; a[3]=q; echo ${#a[@]}; declare -p a; b=(x [5]=y z); declare -p b; declare -a c; c=$(echo 1); declare -p c
#--
x=abc; x+=def; echo $x; declare -i n=5; n+=3; echo $n; a=(1); a+=2; echo ${a[0]}
#--
mapfile -t lines < <(printf 'a\nb c\nd'); echo ${#lines[@]} "${lines[1]}"; mapfile -n 1 l <<< $'x\ny'; printf '%q\n' "${l[0]}"
#--
f() { local -n ref=$1; ref+=(new); }; arr=(old); f arr; echo "${arr[@]}"
