# Doxygen's input filter: header comments are written to be read as they are; this marks them up on the way, line by line.
#
#   /// Errors : InputError ...     a paragraph with a bold head, also with any other words before the colon
#   ///   a line that is indented    a line of its own
#   `x^2`, <a, b>, a*b, \sum        as written: neither HTML nor Markdown nor a command
#   $\sum_i w_i$                    a formula
# The first comment of a header is about the file.

function escaped(text) {
  gsub(/[\\<>&@#*]/, "\\\\&", text)
  gsub(/(^|[ (])_/, "&\\_", text)
  gsub(/_\\_/, "\\_", text)
  gsub(/  +/, "\\&emsp;", text)
  return text
}

# Between backquotes stands code, between dollars a formula, and elsewhere text.
function marked(text,    out, at, mark, end) {
  out = ""
  while ((at = match(text, /[`$]/)) > 0) {
    mark = substr(text, at, 1)
    end = index(substr(text, at + 1), mark)
    if (end == 0) break
    out = out escaped(substr(text, 1, at - 1))
    if (mark == "$") out = out "\\f$" substr(text, at + 1, end - 1) "\\f$"
    else out = out "<code>" escaped(substr(text, at + 1, end - 1)) "</code>"
    text = substr(text, at + 1 + end)
  }
  return out escaped(text)
}

function is_known(label) {
  return label ~ /^(Errors?|Checked by|Formula|Source|Threads|Results?|Inputs|Cost|Not promised|Domain|Method|Proof|Example|Rounding)$/
}

BEGIN { in_comment = 0; seen_file = 0; base = 1 }

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
    next
  }
  if (match(body, /^[A-Z][A-Za-z]*( [a-z]+)?( [a-z]+)? *: /)) {
    label = substr(body, 1, RLENGTH)
    sub(/ *: $/, "", label)
    if (indent == 1 && (!first || is_known(label))) {
      base = indent + RLENGTH
      rest = substr(body, RLENGTH + 1)
      sub(/^ +/, "", rest)
      print code "/// " (about_file ? "\\file " : "") "\\part{" label "} " marked(rest)
      next
    }
  }
  if (about_file) print code "/// \\file\n/// " marked(body)
  else if (indent > base + 1 && body !~ /^[-*] /) print code "/// <br>&emsp;" marked(body)
  else print code "/// " marked(body)
}
