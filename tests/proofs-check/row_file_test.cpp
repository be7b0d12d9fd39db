// Good tables; tests/golden/rows_bad_*.case has the bad ones.

#include "proofs-check/row_file.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <string>

#include "symbolic/error.hpp"
#include "tests/effort.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using symbolic::RowMeaning;

namespace {

std::shared_ptr<const symbolic::RowTable> table(const std::string& name, const std::string& content) {
  const tests::Folder folder;
  tests::put(folder.path / name, content);
  return check::read_rows(folder.path / name, name, Place{"m.toml", 3, "tokens.file"});
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string out(values.size() * sizeof(T), '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

std::string npy(int version, const std::string& header, const std::string& data) {
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  const std::size_t size = header.size() + 1;
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) out += static_cast<char>(size >> (8 * i));
  return out + header + "\n" + data;
}

std::string message(const std::string& name, const std::string& content) {
  try {
    table(name, content);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_file)

BOOST_AUTO_TEST_CASE(csv) {
  for (const std::string& text :
       {std::string("1,2\n-0.5,1e-3\n"), std::string("\xEF\xBB\xBFx,y\r\n1, 2\r\n\r\n -.5 ,+0.001"),
        std::string("\n\"first\",\"second\"\n1,2\n-0.5,1e-3\n\n")}) {
    const auto rows = table("t.CSV", text);
    BOOST_TEST_INFO(text);
    BOOST_TEST(rows->dimension() == 2);
    BOOST_TEST(rows->size() == 2);
    BOOST_TEST((rows->meaning() == RowMeaning::decimal));
    BOOST_TEST(rows->columns()(0, 1) == -0.5);
    BOOST_TEST((Rational(rows->scaled(1, 1), rows->unit()) == Rational(1, 1000)));
  }
  BOOST_TEST(table("one.csv", "7")->size() == 1);
  BOOST_TEST(table("t.csv", "1\n2\n")->text() ==
             "t.csv (2 rows, 4 bytes, sha256 a6e2b7a040683432de03a18fd8a1939a2fdf82585b364bfc874bdd4095c4cae1)");
}

BOOST_AUTO_TEST_CASE(csv_longer_than_a_buffer) {
  tests::Dice dice(3);
  std::string text = "a,b,c\n";
  std::vector<long> numbers;
  while (text.size() < (std::size_t{3} << 20)) {
    for (int i = 0; i < 3; ++i) {
      numbers.push_back(dice.between(-1000000, 1000000));
      text += std::to_string(numbers.back()) + (i < 2 ? "," : "\n");
    }
  }
  const auto rows = table("t.csv", text);
  BOOST_TEST(static_cast<std::size_t>(rows->size() * 3) == numbers.size());
  bool same = true;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    same = same && rows->columns().data()[i] == static_cast<double>(numbers[i]);
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(npy_in_all_forms) {
  // Rows (1, 2, 3) and (4, 5, 6.5).
  const std::vector<double> by_rows = {1, 2, 3, 4, 5, 6.5};
  const std::vector<double> by_columns = {1, 4, 2, 5, 3, 6.5};
  for (const int version : {1, 2, 3}) {
    for (const bool fortran : {false, true}) {
      for (const bool single : {false, true}) {
        const auto& values = fortran ? by_columns : by_rows;
        const std::string data = single ? bytes_of(std::vector<float>(values.begin(), values.end())) : bytes_of(values);
        const std::string header = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': (2, 3), }}   ",
                                               single ? "<f4" : "<f8", fortran ? "True" : "False");
        const auto rows = table("t.npy", npy(version, header, data));
        BOOST_TEST(rows->dimension() == 3);
        BOOST_TEST(rows->size() == 2);
        BOOST_TEST((rows->meaning() == RowMeaning::binary));
        for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(rows->columns().data()[i] == by_rows[i]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_npy_headers) {
  const std::string data = bytes_of(std::vector<double>{1, 2});
  const auto with = [&](const std::string& header) { return message("t.npy", npy(1, header, data)); };
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }") == "no error");
  BOOST_TEST(with("{'fortran_order': False, 'shape': (1, 2), }").find("a header without 'descr'") != std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': 1, 'shape': (1, 2), }").find("fortran_order") !=
             std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }").find("two dimensions") !=
             std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }").find("neither 0") !=
             std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 5000), }").find("at most 1024") !=
             std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 2), }").find("memory") !=
             std::string::npos);
  BOOST_TEST(with("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 2), }").find("found") !=
             std::string::npos);
  BOOST_TEST(message("t.npy", npy(9, "{}", data)).find("format version 9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(torn_anywhere) {
  const std::string whole =
      npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", bytes_of(std::vector<float>{1, 2, 3, 4}));
  BOOST_TEST(message("t.npy", whole) == "no error");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST_INFO(size << " bytes");
    BOOST_TEST(message("t.npy", whole.substr(0, size)) != "no error");
  }
}

BOOST_AUTO_TEST_SUITE_END()
