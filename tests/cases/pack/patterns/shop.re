# Numbers of shops.
id = [0-9]{4,6}
+ 0001
- 1
