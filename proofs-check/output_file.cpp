#include "proofs-check/output_file.hpp"

#include <unistd.h>

#include <fstream>
#include <system_error>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;

fs::path follow_links(fs::path path) {
  std::error_code status;
  for (int links = 0; links < 40 && fs::is_symlink(path, status); ++links) {
    path = path.parent_path() / fs::read_symlink(path, status);
  }
  return path;
}

fs::path temporary_beside(const fs::path& target) {
  return target.string() + "." + std::to_string(::getpid()) + ".part";
}

}  // namespace

void write_file(const fs::path& path, const std::string& text) {
  std::error_code status;
  const fs::path target = follow_links(path);
  if (fs::exists(target, status) && !fs::is_regular_file(target, status)) {
    std::ofstream out(target, std::ios::binary);
    out << text << std::flush;
    if (!out) throw InputError(path.string(), "a place that cannot be written", "a file, pipe or device that can");
    return;
  }
  const fs::path temporary = temporary_beside(target);
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    if (!out) {
      std::error_code ignored;
      fs::remove(temporary, ignored);
      throw InputError(path.string(), "a file that cannot be written", "a writable place");
    }
  }
  std::error_code failure;
  fs::rename(temporary, target, failure);
  if (failure) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw InputError(path.string(), failure.message(), "a writable place");
  }
}

void require_writable(const fs::path& path) {
  const fs::path target = follow_links(path);
  std::error_code status;
  if (fs::is_directory(target, status)) throw InputError(path.string(), "a folder", "a file");
  if (fs::exists(target, status) && !fs::is_regular_file(target, status)) return;
  const fs::path temporary = temporary_beside(target);
  const bool opens = std::ofstream(temporary, std::ios::binary | std::ios::app).is_open();
  fs::remove(temporary, status);
  if (!opens) throw InputError(path.string(), "a file that cannot be written", "a writable place");
}

}  // namespace softlin::check
