helm upgrade front ~/shop -n shop --reuse-values --set image.tag=1.27-nope
sleep 20
