#include "proofs-check/standard_figure.hpp"

#include "proofs-check/gnuplot.hpp"
#include "proofs-check/output_file.hpp"

namespace softlin::check {

const std::vector<StandardFigureKind>& standard_figures() {
  static const std::vector<StandardFigureKind> kinds{
      {"regression", "the exact risk at the endpoint over the length, for several covariances, with K/L",
       regression_figure}};
  return kinds;
}

WrittenFigure write_figure(const std::string& name, const StandardFigure& figure,
                           const std::filesystem::path& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) throw Error("cannot make the folder " + directory.string() + ": " + failed.message());
  const std::string script =
      gnuplot_comment("gnuplot " + name + ".gp draws " + name + ".svg and " + name + ".png; run it in this folder") +
      gnuplot_svg(name) + figure.script +
      "set terminal pngcairo size 1440,960 enhanced background rgb 'white' font 'sans-serif,28'\n"
      "set output '" +
      name + ".png'\nreplot\nunset output\n";
  WrittenFigure out;
  for (const auto& [ending, text] : {std::pair{".dat", figure.data}, {".gp", script}}) {
    out.files.push_back(directory / (name + ending));
    write_file(out.files.back(), text);
  }
  switch (run_gnuplot(directory, name + ".gp")) {
    case GnuplotRun::done:
      for (const char* ending : {".svg", ".png"}) out.files.push_back(directory / (name + ending));
      break;
    case GnuplotRun::failed: out.drawn = false; break;
    case GnuplotRun::missing: out.gnuplot_found = out.drawn = false; break;
  }
  return out;
}

}  // namespace softlin::check
