#include "proofs-check/durable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "proofs-check/output_file.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

DurableFile::DurableFile(const std::filesystem::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail("a file that cannot be opened");
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw InputError(path_.string(), "something that is no file", "a file");
  }
}

DurableFile::~DurableFile() { ::close(descriptor_); }

std::uint64_t DurableFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail("a file without a size");
  return static_cast<std::uint64_t>(status.st_size);
}

bool DurableFile::try_lock(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      if (std::chrono::steady_clock::now() >= end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    if (errno != EINTR) return true;  // no locks on this file system: run.json is left as the only guard
  }
  return true;
}

void DurableFile::append(std::string_view bytes) {
  const std::uint64_t before = size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      const int reason = errno;
      static_cast<void>(::ftruncate(descriptor_, static_cast<off_t>(before)));
      errno = reason;
      fail("a write that failed");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void DurableFile::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("a file that cannot be cut");
}

void DurableFile::sync() {
  while (::fsync(descriptor_) != 0) {
    if (errno == EINTR) continue;
    if (errno == EINVAL || errno == EROFS) return;  // a place that has no notion of it
    fail("a write to the disk that failed");
  }
}

void DurableFile::fail(const std::string& what) const {
  throw InputError(path_.string(), what + " (" + std::strerror(errno) + ")", "a writable file with room on its disk");
}

bool is_locked(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return locked;
}

void write_durably(const std::filesystem::path& path, const std::string& text) {
  write_file(path, text);
  DurableFile(path).sync();
  sync_folder(path.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
  const std::string name = folder.empty() ? "." : folder.string();
  const int descriptor = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  static_cast<void>(::fsync(descriptor));
  ::close(descriptor);
}

}  // namespace softlin::check
