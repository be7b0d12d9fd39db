#include "bounds/catalogue.hpp"

#include <utility>

#include "bounds/average_bounds.hpp"
#include "bounds/moment_bounds.hpp"
#include "bounds/program_bounds.hpp"
#include "bounds/query_bounds.hpp"
#include "bounds/raw_bounds.hpp"
#include "bounds/sharp_bounds.hpp"
#include "bounds/statistic_bounds.hpp"
#include "bounds/sub_gaussian_bounds.hpp"
#include "bounds/sub_gaussian_query_bounds.hpp"
#include "bounds/tight_bounds.hpp"

namespace softlin::bounds {

const std::vector<Bound>& catalogue() {
  static const std::vector<Bound> all = [] {
    std::vector<Bound> out;
    for (auto&& part : {query_bounds(), sub_gaussian_bounds(), sharp_bounds(), raw_bounds(), program_bounds(),
                        sub_gaussian_query_bounds(), tight_bounds(), tight_query_bounds(), statistic_bounds(),
                        average_bounds(), moment_bounds()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return all;
}

const Bound* find_bound(const std::string& name) {
  for (const Bound& bound : catalogue()) {
    if (bound.name == name) return &bound;
  }
  return nullptr;
}

}  // namespace softlin::bounds
