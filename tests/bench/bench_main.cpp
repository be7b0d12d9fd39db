/// Runs the benchmarks under the conditions of the program.

#include <benchmark/benchmark.h>

#include "numeric/memory.hpp"

int main(int argc, char** argv) {
  softlin::numeric::keep_memory();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
