#include "proofs-check/figure_files.hpp"

#include <unistd.h>

#include <sstream>
#include <system_error>

#include "proofs-check/figure_pgfplots.hpp"
#include "proofs-check/figure_script.hpp"
#include "proofs-check/gnuplot.hpp"
#include "proofs-check/output_file.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& directory) {
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) throw Error("cannot make the folder " + directory.string() + ": " + failed.message());
}

/// A folder that goes with the object: gnuplot draws there, so that a picture it did not finish is never left.
struct DrawingFolder {
  fs::path path;
  explicit DrawingFolder(fs::path at) : path(std::move(at)) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
    make_folder(path);
  }
  ~DrawingFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  DrawingFolder(const DrawingFolder&) = delete;
  DrawingFolder& operator=(const DrawingFolder&) = delete;
};

bool has_content(const fs::path& path) {
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  return !failed && size > 0;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::string> out;
  for (std::string word; words >> word;) out.push_back(word);
  return out;
}

}  // namespace

WrittenFigure write_figure(const FigurePlan& plan, const std::string& stem, const fs::path& directory,
                           const std::string& formats, bool run) {
  make_folder(directory);
  const std::string data = data_text(plan);
  const std::string script = gnuplot_script(plan, stem, formats);
  WrittenFigure out;
  for (const auto& [ending, text] : {std::pair{".dat", data}, {".gp", script}, {".tex", pgfplots_text(plan)}}) {
    out.files.push_back(directory / (stem + ending));
    write_file(out.files.back(), text);
  }
  const std::vector<std::string> endings = words_of(formats);
  GnuplotRun ended = GnuplotRun::missing;
  if (run) {
    const DrawingFolder drawing(directory / ("." + stem.substr(0, 60) + "." + std::to_string(::getpid()) + ".part"));
    write_file(drawing.path / (stem + ".dat"), data);
    write_file(drawing.path / (stem + ".gp"), script);
    ended = run_gnuplot(drawing.path, stem + ".gp");
    for (const std::string& ending : endings) {
      if (ended == GnuplotRun::done && !has_content(drawing.path / (stem + "." + ending))) ended = GnuplotRun::failed;
    }
    for (const std::string& ending : endings) {
      if (ended != GnuplotRun::done) continue;
      std::error_code failed;
      out.files.push_back(directory / (stem + "." + ending));
      fs::rename(drawing.path / (stem + "." + ending), out.files.back(), failed);
      if (failed) throw InputError(out.files.back().string(), failed.message(), "a writable place");
    }
  }
  if (ended != GnuplotRun::done) {
    out.drawn = false;
    out.gnuplot_found = ended != GnuplotRun::missing;
    for (const std::string& ending : endings) {
      std::error_code ignored;
      fs::remove(directory / (stem + "." + ending), ignored);
    }
  }
  return out;
}

}  // namespace softlin::check
