#include "proofs-check/suite_files.hpp"

#include <set>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/embedded_suites.hpp"

namespace softlin::check {

Suite load_suites(const std::vector<std::string>& files, std::map<std::string, std::string>* titles) {
  Suite all;
  std::set<std::string> ids;
  const auto take = [&](Suite suite, const std::string& file) {
    if (titles != nullptr && !suite.claims.empty()) titles->emplace(suite.claims.front().place.file, suite.name);
    for (Claim& claim : suite.claims) {
      if (!ids.insert(claim.id).second) {
        throw InputError(Place{file, claim.place.line, "id"}, "\"" + claim.id + "\" for a second time",
                         "claim names that differ over all suites of one run");
      }
      all.claims.push_back(std::move(claim));
    }
  };
  const auto take_built_in = [&] {
    for (const EmbeddedSuite& suite : embedded_suites()) take(parse_suite(suite.text, suite.name, "."), suite.name);
  };
  if (files.empty()) {
    all.name = "built-in suite";
    take_built_in();
  }
  for (const std::string& file : files) {
    all.name += (all.name.empty() ? "" : ", ") + file;
    if (file == k_built_in) {
      take_built_in();
    } else {
      take(read_suite(file), file);
    }
  }
  return all;
}

}  // namespace softlin::check
