# Tokens that stand for numbers, dates and periods.

# Amount: at most 15 digits before and 4 after the point; no separators, exponent or plus sign.
amount = -?[0-9]{1,15}([.][0-9]{1,4})?
+ 0
+ 1234567
+ -12.5
+ 0012.50
+ 999999999999999.9999
- 1,234,567
- 1.23E+08
- １２３
- 12.
- .5
- +5
- 1.20000047
- 1234567890123456
- 3。5
- 1.2亿
- (123)
- \u2212123
- -
- \u00205

# Conversion coefficient: six decimals, because heat has 0.03412 tonnes of standard coal a gigajoule.
coefficient = [0-9]{1,6}([.][0-9]{1,6})?
+ 1.229
+ 0.03412
- -1.229
- 0.0341212
- 1,229

# Whole number.
whole = -?[0-9]{1,15}
+ 0
+ -3
+ 300000000
- 3.0
- 3e5
- 三百

# Reporting period: a quarter.
period = 20[0-9]{2}Q[1-4]
+ 2025Q3
- 2025Q5
- 2025-Q3
- 1999Q4
- 2025q3
- 2025Q3\n

# Reporting period: a month.
month = 20[0-9]{2}-?(M?0[1-9]|M?1[0-2])
+ 2025-07
+ 2025M07
+ 202512
- 2025-13
- 2025-7

# Date as the stream holds it.
date = [0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])
+ 2025-10-15
- 2025/10/15
- 2025-1-5
- 2025-13-01
- 20251015

# Date with a separator that can be put right without a guess.
date_repairable = [0-9]{4}([./]|年)(0?[1-9]|1[0-2])([./]|月)(0?[1-9]|[12][0-9]|3[01])日?
+ 2025/10/15
+ 2025.1.5
+ 2025年10月15日
- 15/10/2025
- 45838
- 2025-10-15

# Thousands separators, the whole grouping right: 1,2345 is not.
grouped_number = -?[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]{1,4})?
+ 1,234,567
+ -12,345.60
- 1,2345
- 1,23
- 0,123
- 1234

# Number with a Chinese unit of magnitude: its base unit is unknown.
magnitude_number = -?[0-9]+([.][0-9]+)?[十百千万亿]+元?
+ 1.2亿
+ 3500万
+ 12万元
- 1.2
- 亿

# Exponent: money only if the exact integer can be had again, codes never.
exponent_number = -?[0-9]([.][0-9]+)?[Ee][+]?[0-9]{1,2}
+ 1.23E+08
+ 9.15E17
- 123
- 1.23

# Tokens that mean "nothing here"; they are empty, never 0.
nothing = -|－|\x{2014}{1,2}|/|\\|无|空|N/?A|n/?a|null|NULL|None
+ -
+ \u2014
+ 无
+ N/A
+ null
- 0
- 无锡
- -5

# Error tokens of spreadsheets.
spreadsheet_error = #(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)
+ #REF!
+ #DIV/0!
- REF
- #1

# Percentage with its sign.
percent_number = -?[0-9]{1,3}([.][0-9]{1,4})?[%％]
+ 65%
+ 6.5％
- 65
- 6.5‰
