# Doxygen's input filter: header comments are written to be read as they are; this marks them up on the way, line by line.
#
#   /// Errors : InputError ...     a paragraph with a bold head, also with any other words before the colon
#   ///   a line that is indented    a line of its own
#   `x^2`, <a, b>, a*b, \sum        as written: neither HTML nor Markdown nor a command
#   $sum_i w_i <= 1$                a formula, in the plain notation of the headers, which becomes TeX
# The first comment of a header is about the file.

function escaped(text) {
  gsub(/[\\<>&@#*]/, "\\\\&", text)
  gsub(/(^|[ (])_/, "&\\_", text)
  gsub(/_\\_/, "\\_", text)
  gsub(/  +/, "\\&emsp;", text)
  return text
}

# --- Formulas ---------------------------------------------------------------------------------------------------------

# The TeX of a word.
function word_tex(word) {
  if (word in tex_of) return tex_of[word] " "
  if (length(word) == 1) return word
  return "\\mathrm{" word "}" (rest ~ /^ [A-Za-z]/ ? "\\," : "")
}

# What stands at the beginning of `rest` as one unit, in TeX; `rest` keeps what follows.
function unit(    token) {
  if (match(rest, /^[A-Za-z]+/) || match(rest, /^[0-9]+/)) {
    token = substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 1)
    return token ~ /^[0-9]/ ? token : word_tex(token)
  }
  token = substr(rest, 1, 1)
  rest = substr(rest, 2)
  return token
}

# The text up to the parenthesis or brace that closes the one before it.
function up_to_closing(opening, closing,    depth, i, c, inside) {
  depth = 1
  for (i = 1; i <= length(rest) && depth > 0; ++i) {
    c = substr(rest, i, 1)
    if (c == opening) ++depth
    if (c == closing) --depth
  }
  inside = substr(rest, 1, i - 2)
  rest = substr(rest, i)
  return inside
}

function tex(formula,    out, sign, kept, inside) {
  kept = rest
  rest = formula
  out = ""
  while (rest != "") {
    if (match(rest, /^[_^]/)) {
      sign = substr(rest, 1, 1)
      rest = substr(rest, 2)
      if (sign == "^" && rest ~ /^T($|[^A-Za-z_])/) {
        rest = substr(rest, 2)
        out = out "^{\\top}"
      } else if (rest ~ /^\{/) {
        rest = substr(rest, 2)
        out = out sign "{" tex(up_to_closing("{", "}")) "}"
      } else {
        inside = ""
        if (rest ~ /^-/) {
          inside = "-"
          rest = substr(rest, 2)
        }
        out = out sign "{" inside unit() "}"
      }
    } else if (rest ~ /^E /) {
      rest = substr(rest, 3)
      out = out (out ~ /[A-Za-z0-9)\]} ]$/ ? "\\;" : "") "\\mathbb{E}\\,"
    } else if (rest ~ /^P\(/) {
      rest = substr(rest, 2)
      out = out "\\mathbb{P}"
    } else if (rest ~ /^sqrt\(/) {
      rest = substr(rest, 6)
      inside = up_to_closing("(", ")")
      out = out "\\sqrt{" tex(inside) "}"
    } else if (rest ~ /^\.\.\./) { rest = substr(rest, 4); out = out "\\dots "
    } else if (rest ~ /^<=/) { rest = substr(rest, 3); out = out "\\le "
    } else if (rest ~ /^>=/) { rest = substr(rest, 3); out = out "\\ge "
    } else if (rest ~ /^->/) { rest = substr(rest, 3); out = out "\\to "
    } else if (rest ~ /^<[^<>=]+>/) { rest = substr(rest, 2); out = out "\\langle "
    } else if (rest ~ /^>/ && out ~ /langle [^>]*$/ && out !~ /rangle [^>]*$/) { rest = substr(rest, 2); out = out "\\rangle "
    } else if (rest ~ /^</) { rest = substr(rest, 2); out = out "\\lt "
    } else if (rest ~ /^>/) { rest = substr(rest, 2); out = out "\\gt "
    } else if (rest ~ /^~/) { rest = substr(rest, 2); out = out "\\sim "
    } else if (rest ~ /^\*/) { rest = substr(rest, 2); out = out "\\,"
    } else if (rest ~ /^ +- /) { sub(/^ +/, "", rest); out = out " "
    } else if (rest ~ /^  +/) { sub(/^ +/, "", rest); out = out "\\quad "
    } else if (rest ~ /^[%&#{}]/) { out = out "\\" substr(rest, 1, 1); rest = substr(rest, 2)
    } else out = out unit()
  }
  rest = kept
  return out
}

function name_tex(    i, n, greek, functions, large, variables) {
  n = split("alpha beta gamma delta eps eta theta kappa lambda mu nu xi pi rho sigma tau phi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega", greek, " ")
  for (i = 1; i <= n; ++i) tex_of[greek[i]] = "\\" greek[i]
  tex_of["eps"] = "\\varepsilon"
  n = split("exp ln log sin cos tan tanh det min max sup inf", functions, " ")
  for (i = 1; i <= n; ++i) tex_of[functions[i]] = "\\" functions[i]
  n = split("sum prod int", large, " ")
  for (i = 1; i <= n; ++i) tex_of[large[i]] = "\\" large[i]
  tex_of["inf"] = "\\infty"
  tex_of["E"] = "\\mathbb{E}"
  tex_of["tr"] = "\\operatorname{tr}"
  tex_of["erfc"] = "\\operatorname{erfc}"
  tex_of["asinh"] = "\\operatorname{asinh}"
  tex_of["grad"] = "\\nabla"
  split("x v u t", variables, " ")
  for (i in variables) tex_of["d" variables[i]] = "\\,\\mathrm{d}" variables[i]
  tex_of["Xbar"] = "\\bar X"
  tex_of["Chat"] = "\\hat C"
  tex_of["over"] = "\\text{ over }"
  tex_of["for"] = "\\text{ for }"
  tex_of["and"] = "\\text{ and }"
}

# --- Text -------------------------------------------------------------------------------------------------------------

# Between backquotes stands code, between dollars a formula, and elsewhere text.
function marked(text,    out, at, mark, end) {
  out = ""
  while ((at = match(text, /[`$]/)) > 0) {
    mark = substr(text, at, 1)
    end = index(substr(text, at + 1), mark)
    if (end == 0) break
    out = out escaped(substr(text, 1, at - 1))
    if (mark == "$") out = out "\\f$" tex(substr(text, at + 1, end - 1)) "\\f$"
    else out = out "<code>" escaped(substr(text, at + 1, end - 1)) "</code>"
    text = substr(text, at + 1 + end)
  }
  return out escaped(text)
}

function is_known(label) {
  return label ~ /^(Errors?|Checked by|Formula|Source|Threads|Results?|Inputs|Cost|Not promised|Domain|Method|Proof|Example|Rounding)$/
}

BEGIN { name_tex(); in_comment = 0; is_apart = 0; seen_file = 0; base = 1 }

# Doxygen does not know the namespaces that headers specialise templates of.
/^struct Eigen::/ { sub(/Eigen::/, "") }

{
  at = index($0, "///")
  code = at > 0 ? substr($0, 1, at - 1) : $0
  if (at == 0 || code ~ /"/) {
    in_comment = 0
    print
    next
  }
  text = substr($0, at + 3)
  if (text ~ /^</) {
    { sub(/^< */, "", text); print code "///< " marked(text) }
    in_comment = 0
    next
  }
  first = !in_comment
  if (first) base = 1
  in_comment = 1
  match(text, /^ */)
  indent = RLENGTH
  body = substr(text, indent + 1)
  about_file = first && !seen_file && code == ""
  if (about_file) seen_file = 1

  if (body == "") {
    print code "///"
    base = 1
    is_apart = 0
    next
  }
  if (match(body, /^[A-Z][A-Za-z]*( [a-z]+)?( [a-z]+)? *: /)) {
    label = substr(body, 1, RLENGTH)
    sub(/ *: $/, "", label)
    if (indent == 1 && (!first || is_known(label))) {
      base = indent + RLENGTH
      is_apart = 0
      rest = substr(body, RLENGTH + 1)
      sub(/^ +/, "", rest)
      print code "/// " (about_file ? "\\file " : "") "\\part{" label "} " marked(rest)
      next
    }
  }
  was_apart = is_apart
  is_apart = indent > base + 1 && body !~ /^[-*] /
  if (about_file) print code "/// \\file\n/// " marked(body)
  else if (is_apart) print code "/// <br>&emsp;" marked(body)
  else print code "/// " (was_apart && !first ? "<br>" : "") marked(body)
}
