# Codes that identify units and where they are. Each pattern must match the whole value.

# Unified social credit code (GB 32100-2015): no I, O, S, V, Z; the region in positions 3-8 is digits.
# The check characters are arithmetic and stand in the rules.
uscc = [0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}
+ 91500101Y77534219G
+ 91500110XF1D5H8700
+ 915000000000000005
- 91500107t885456a5l
- 915O0109W63786XL9R
- 91500118T53296192
- 91500120YL9801430L0
- 91500151-T944Q3398-M
- 9150 0157WFE984102E
- 915001A7TR4335843U
- 9Z500384TR43358430
- ９１５００１０８ＴＡＨ６２６７２２Ｄ
- 91500105YK7\u03A76F39XK
- \uFEFF91500153X840534G95

# The same with a placeholder for an organisation code: all digits or letters alike.
uscc_placeholder = [0-9A-HJ-NPQRTUWXY]{8}(0{9}|1{9}|2{9}|3{9}|4{9}|5{9}|6{9}|7{9}|8{9}|9{9}|X{9})[0-9A-HJ-NPQRTUWXY]
+ 915000000000000005
+ 915001011111111110
- 91500101Y77534219G

# Organisation code (GB 11714), with or without the hyphen before its check character.
org_code = [0-9A-Z]{8}-?[0-9X]
+ Y77534219
+ Y0000501X
+ Y7753421-9
- Y7753421
- Y77534219G

# Business licence number of the time before 2015.
licence15 = [0-9]{15}
+ 500000000123456
- 50000000012345
- 91500101Y77534219G

# Resident identity number (GB 11643): personal data, to be refused and masked wherever it turns up.
identity_number = [1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]
+ 500112190002300007
- 91500101Y77534219G
- 500112190013300007

# Region (GB/T 2260), six digits; whether it exists at a date is for the code list.
region = [1-8][0-9]{5}
+ 500106
- 50010
- 500106.0
- 50010A

# Class of manufacturing or mining industry, four digits (GB/T 4754): divisions 06 to 46.
class4 = (0[6-9]|[1-3][0-9]|4[0-6])[0-9]{2}
+ 3911
+ 4220
+ 0610
- 391
- 3911.0
- C3911
- 5011

# Country or territory, two letters (ISO 3166-1).
country = [A-Z]{2}
+ CN
+ JP
- cn
- CHN
- 中国

# Number of a ledger entry: letters, year, running number.
project_no = [A-Z]{2,4}-20[0-9]{2}-[0-9]{3,5}
+ XM-2025-0012
+ CQJK-2021-033
- XM-25-0012
- xm-2025-0012
- XM2025-0012

# Identifier of a check.
rule_id = [A-Z][A-Z0-9]*(-[A-Z0-9]+)*
+ C03
+ FORM-MIN
- c03
- C03-
- C 03
