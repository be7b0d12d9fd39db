#pragma once
/// What one evaluation of the lattice rule did, for readers who want to see it.

namespace softlin::numeric {

struct LatticeReport {
  long nodes = 0;            ///< outer nodes
  long table = 0;            ///< values of e^{kh} and e^{-e^{kh}}
  double outer_step = 0;     ///< in u
  double inner_step = 0;     ///< in v = u + s xi
  int most_degree = 0;       ///< largest weight degree N
  long inner_bits = 0;       ///< precision of the tables
  double aliasing = 0;       ///< upper bound of eps_N(h), Theorem A, largest N
  double strip = 0;          ///< upper bound of eta, Theorem B
  double tail = 0;           ///< largest certified bound of the nodes left out, (15) + (16)
  double plan_seconds = 0;   ///< wall time: choosing the parameters,
  double table_seconds = 0;  ///< tables and inner sums,
  double sum_seconds = 0;    ///< outer sums
};

}  // namespace softlin::numeric
