#include "proofs-check/toml_input.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/input_error.hpp"

using namespace softlin;
using check::parse_toml;
using check::TomlTable;

namespace {

using tests::message_of;

void must_fail(const std::function<void()>& run, const std::string& message) { BOOST_TEST(message_of(run) == message); }

Rational rational(int top, int bottom) { return Rational(top, bottom); }

/// A file of the given bytes that vanishes with the object.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::filesystem::path path = std::filesystem::temp_directory_path() / "softlin_toml_input_test.toml";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(toml_input)

BOOST_AUTO_TEST_CASE(numbers_are_exact) {
  TomlTable table = parse_toml(
      "a = 0.1\nb = 3\nc = \"1/3\"\nd = \"sqrt(2)\"\ne = 1e6\nf = -2.5e-3\ng = \"0.30\"\n"
      "h = 9223372036854775807\ni = 0x10\n",
      "x.toml");
  BOOST_TEST(table.require("a", "").number().rational() == rational(1, 10));
  BOOST_TEST(table.require("b", "").number().rational() == 3);
  BOOST_TEST(table.require("c", "").number().rational() == rational(1, 3));
  BOOST_TEST(!table.require("d", "").number().is_rational());
  BOOST_TEST(table.require("e", "").number().rational() == 1000000);
  BOOST_TEST(table.require("f", "").number().rational() == rational(-1, 400));
  BOOST_TEST(table.require("g", "").number().rational() == rational(3, 10));
  BOOST_TEST(table.require("h", "").unsigned_integer() == 9223372036854775807U);
  BOOST_TEST(table.require("i", "").number().rational() == 16);
  table.finish();
}

BOOST_AUTO_TEST_CASE(vectors_and_matrices) {
  TomlTable table = parse_toml("v = [1, 0.5, \"1/3\"]\nw = 2\nm = [[1, 2, 3], [4, 5, \"6\"]]\nn = \"1/2\"\n", "x.toml");
  BOOST_TEST(table.require("v", "").vector()(2).rational() == rational(1, 3));
  BOOST_TEST(table.require("w", "").vector().size() == 1);
  const symbolic::Matrix m = table.require("m", "").matrix();
  BOOST_TEST(m.rows() == 2);
  BOOST_TEST(m.cols() == 3);
  BOOST_TEST(m(1, 2).rational() == 6);
  BOOST_TEST(table.require("n", "").matrix()(0, 0).rational() == rational(1, 2));
}

BOOST_AUTO_TEST_CASE(wrong_values_name_file_line_key_found_and_expected) {
  struct Case {
    std::string value;
    std::function<void(const check::TomlValue&)> get;
    std::string message;
  };
  const auto number = [](const check::TomlValue& value) { static_cast<void>(value.number()); };
  const auto vector = [](const check::TomlValue& value) { static_cast<void>(value.vector()); };
  const auto matrix = [](const check::TomlValue& value) { static_cast<void>(value.matrix()); };
  const auto small = [](const check::TomlValue& value) { static_cast<void>(value.unsigned_integer(1, 9)); };
  const auto word = [](const check::TomlValue& value) {
    static_cast<void>(value.choice<int>({{"on", 1}, {"off", 0}, {"idle", 2}}));
  };
  const std::vector<Case> cases{
      {"true", number, "found true, expected a number, or a string such as \"1/3\" or \"sqrt(2)\""},
      {"nan", number, "found nan, expected a finite number"},
      {"-inf", number, "found -inf, expected a finite number"},
      {"1979-05-27", number, "found a date or time, expected a number, or a string such as \"1/3\" or \"sqrt(2)\""},
      {"{ a = 1 }", vector, "found a table, expected an array of numbers"},
      {"[]", vector, "found an empty array, expected an array of 1 to 1024 numbers"},
      {"[1, 2]", matrix, ""},
      {"[[1], []]", matrix, ""},
      {"[[]]", matrix, ""},
      {"false", matrix, "found false, expected an array of rows such as [[1, 0], [0, 1]]"},
      {"0", small, "found 0, expected a whole number from 1 to 9"},
      {"10", small, "found 10, expected a whole number from 1 to 9"},
      {"2.5", small, "found 2.5, expected a whole number from 1 to 9"},
      {"-1", small, "found -1, expected a whole number from 1 to 9"},
      {"nan", small, "found nan, expected a whole number from 1 to 9"},
      {"\"sqrt(2)\"", small, "found \"sqrt(2)\", expected a whole number from 1 to 9"},
      {"\"onn\"", word, "found \"onn\", expected \"on\", \"off\" or \"idle\""},
      {"1", word, "found 1, expected \"on\", \"off\" or \"idle\""},
  };
  for (const auto& c : cases) {
    TomlTable table = parse_toml("\n[part]\nkey = " + c.value + "\n", "x.toml");
    TomlTable part = table.require("part", "").table();
    const auto value = part.require("key", "");
    const std::string message = message_of([&] { c.get(value); });
    BOOST_TEST_CONTEXT(c.value << " gave " << message) {
      if (c.message.empty()) {
        BOOST_TEST(message.find("x.toml:3: part.key[") == 0U);
      } else {
        BOOST_TEST(message == "x.toml:3: part.key: " + c.message);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(entries_name_their_own_line) {
  TomlTable table = parse_toml("m = [\n  [1, 0],\n  [0,\n   true],\n]\nn = [[1, 2],\n[3]]\n", "x.toml");
  must_fail([&] { static_cast<void>(table.require("m", "").matrix()); },
            "x.toml:4: m[1][1]: found true, expected a number, or a string such as \"1/3\" or \"sqrt(2)\"");
  must_fail([&] { static_cast<void>(table.require("n", "").matrix()); },
            "x.toml:7: n[1]: found a row of 1 number, expected 2, as in the first row");
}

BOOST_AUTO_TEST_CASE(bad_number_texts) {
  for (const char* text :
       {"", " ", "1/0", "abc", "1 +", "sqrt(-1)", "log(0)", "1e99999", "9^9^9^9", "((((", "\\u0001"}) {
    TomlTable table = parse_toml("\n\nkey = \"" + std::string(text) + "\"", "x.toml");
    const std::string message = message_of([&] { static_cast<void>(table.require("key", "").number()); });
    BOOST_TEST_CONTEXT(text << " gave " << message) { BOOST_TEST(message.find("x.toml:3: key: found ") == 0U); }
  }
}

BOOST_AUTO_TEST_CASE(missing_and_unknown_keys) {
  TomlTable table = parse_toml("a = 1\n\n[part]\nspare = 1\nbb = 2\n", "x.toml");
  TomlTable part = table.require("part", "").table();
  must_fail([&] { static_cast<void>(part.require("b", "a number")); },
            "x.toml:3: part.b: found no such key (only bb, spare), expected a number");
  static_cast<void>(part.optional("c"));
  must_fail([&] { part.finish(); }, "x.toml:4: part.spare: found an unknown key, expected one of b or c");
  must_fail([&] { table.finish(); }, "x.toml:1: a: found an unknown key, expected only part");
  must_fail([&] { static_cast<void>(table.require("z", "a number")); },
            "x.toml: z: found no such key (only a, part), expected a number");
  must_fail([&] { static_cast<void>(table.require("a", "").table()); }, "x.toml:1: a: found 1, expected a table");
}

BOOST_AUTO_TEST_CASE(syntax_errors_have_line_and_column) {
  for (const char* text : {"\na = \n", "\n= 1", "\n[a", "\na = [1, 2", "\na = \"x", "\na = 1\na = 2", "\na = 1e",
                           "\n\xff = 1", "\na = 99999999999999999999"}) {
    const std::string message = message_of([&] { parse_toml(text, "x.toml"); });
    BOOST_TEST_CONTEXT(text << " gave " << message) {
      BOOST_TEST(message.find("x.toml:") == 0U);
      BOOST_TEST(message.find("found a syntax error at column ") != std::string::npos);
      BOOST_TEST(message.find("expected valid TOML") != std::string::npos);
    }
  }
  // Headers that toml++ asserts on rather than reports.
  for (const char* text : {"[[[", "[ [", "[[\x01]]", "[[a]", "[}", "[\xc3\xa9]"}) {
    const std::string message =
        message_of([&] { parse_toml("a = 1\n\n" + std::string(text) + "\nb = 2\n[c]\n", "x.toml"); });
    BOOST_TEST_CONTEXT(text << " gave " << message) {
      BOOST_TEST(message.find("x.toml:3: found a syntax error") == 0U);
      BOOST_TEST(message.find("expected valid TOML") != std::string::npos);
    }
  }
  BOOST_TEST(message_of([] {
               parse_toml("a = 1\n\na = ?", "x.toml");
             }).find("x.toml:3: found a syntax error at column 5") == 0U);
}

BOOST_AUTO_TEST_CASE(letters_beyond_ascii) {
  TomlTable table = parse_toml(
      "a = \"Gau\u00df, \xc3\xa9\" # \xc3\xa9\nb = '\xc3\xa9'\nc = \"\"\"\\\n  \xc3\xa9\\\n  \xc3\xa9\"\"\"\n"
      "\"\xc3\xa9 e\" = 1\n",
      "x.toml");
  BOOST_TEST(table.require("b", "").string() == "\xc3\xa9");
  BOOST_TEST(table.require("c", "").string() == "\xc3\xa9\xc3\xa9");
  BOOST_TEST(table.require("\xc3\xa9 e", "").unsigned_integer() == 1U);
}

BOOST_AUTO_TEST_CASE(hostile_documents) {
  must_fail([] { parse_toml(std::string("a = 1\n\0\n", 8), "x.toml"); },
            "x.toml:2: found a zero byte, expected TOML text");
  const std::string deep =
      message_of([] { parse_toml("a = " + std::string(40, '[') + std::string(40, ']'), "x.toml"); });
  BOOST_TEST(deep == "x.toml:1: found values nested more than 32 deep, expected at most 32 levels");
  for (const std::string& text : {"a = " + std::string(100000, '['), "a" + std::string(100000, '.'),
                                  "x = { a = \"\"\"b\"\"\"\"\", " + std::string(100000, '.')}) {
    BOOST_TEST(message_of([&] { parse_toml(text, "x.toml"); }).find("x.toml:1: found ") == 0U);
  }
  std::string tower;
  for (int i = 0; i < 100000; ++i) tower += "{a=";
  BOOST_TEST(message_of([&] { parse_toml("a = " + tower, "x.toml"); }).find("x.toml:1: found ") == 0U);
  std::string dotted = "a";
  for (int i = 0; i < 100000; ++i) dotted += ".a";
  BOOST_TEST(message_of([&] { parse_toml("\n[" + dotted + "]", "x.toml"); }) ==
             "x.toml:2: found a key of more than 32 parts, expected at most 32");
  // Dots in strings, comments and rows of numbers are no keys.
  const std::string dots(100, '.');
  std::string row = "0.5";
  for (int i = 0; i < 100; ++i) row += ", 0.5";
  parse_toml("a = \"" + dots + "\" # it's " + dots + "\nb = '''\n" + dots + "'''\nc = [" + row + "]\n", "x.toml");
  BOOST_TEST(message_of([] { parse_toml(std::string(check::k_max_file_bytes + 1, '\n'), "x.toml"); }) ==
             "x.toml: found more than 16777216 bytes, expected a smaller file");
}

BOOST_AUTO_TEST_CASE(dimension_limit) {
  std::string row = "0";
  for (int i = 1; i < 1025; ++i) row += ",0";
  TomlTable table = parse_toml("v = [" + row + "]\nm = [[" + row + "]]\n", "x.toml");
  must_fail([&] { static_cast<void>(table.require("v", "").vector()); },
            "x.toml:1: v: found an array of 1025 values, expected an array of 1 to 1024 numbers");
  must_fail([&] { static_cast<void>(table.require("m", "").matrix()); },
            "x.toml:2: m[0]: found an array of 1025 values, expected a row of 1 to 1024 numbers");
}

BOOST_AUTO_TEST_CASE(files) {
  must_fail([] { check::read_toml("/nonexistent/x.toml"); },
            "/nonexistent/x.toml: found no such file, expected a readable file");
  must_fail([] { check::read_toml("/"); }, "/: found a directory, expected a readable file");
  const TemporaryFile good("a = 1\n");
  BOOST_TEST(check::read_toml(good.path).require("a", "").unsigned_integer() == 1U);
  if (std::filesystem::exists("/dev/zero")) {  // endless: must stop at the limit
    BOOST_TEST(message_of([] { check::read_toml("/dev/zero"); }).find("/dev/zero: found more than") == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
