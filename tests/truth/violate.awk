# SPDX-License-Identifier: Apache-2.0
# Functions of the program that edits.sh makes from violations.tsv; the columns of the stream are variables that hold
# their numbers, so $gross_output is that cell. print_changed writes the record as case k and restores it.
function has(cell) { return cell != "\\N" && cell != "" }

# The organisation's 17 characters with their check character (GB 32100).
function checked(code,    i, sum, weight, signs) {
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weight = 1
    for (i = 1; i <= 17; i++) { sum += (index(signs, substr(code, i, 1)) - 1) * weight; weight = weight * 3 % 31 }
    return code substr(signs, (31 - sum % 31) % 31 + 1, 1)
}

# Whether a cumulative item goes on at the pace of the quarter before, a stock as it was.
function pace(now, then) { return now + 0 > 0 && then + 0 > 0 && now / months > 0.75 * then / months_then && now / months < 1.33 * then / months_then }
function still(now, then) { return now + 0 > 0 && then + 0 > 0 && now > 0.75 * then && now < 1.33 * then }
function steady() {
    return pace($gross_output, $gross_output_prior) && pace($op_revenue, $op_revenue_prior) && pace($op_cost, $op_cost_prior) &&
        pace($wages, $wages_prior) && pace($sales_output, $sales_output_prior) && still($total_assets, $total_assets_prior) &&
        still($total_liabilities, $total_liabilities_prior) && still($receivables, $receivables_prior) && still($emp_end, $emp_end_prior) &&
        still($equity, $equity_prior)
}
function steady_year() { return still($gross_output, $gross_output_lyr) && still($op_revenue, $op_revenue_lyr) && still($wages, $wages_lyr) && still($op_cost, $op_cost_lyr) }
function print_changed(k) { $1 = "case"; $2 = k; done[k]++; print; $0 = line }
