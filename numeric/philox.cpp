#include "numeric/philox.hpp"

#include <Random123/philox.h>

#include <string>

#include "symbolic/error.hpp"

namespace softlin::numeric {

PhiloxBlock philox_block(const PhiloxBlock& counter, const std::array<std::uint32_t, 2>& key) {
  const r123::Philox4x32::ctr_type words = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type key_words = {{key[0], key[1]}};
  const r123::Philox4x32::ctr_type out = r123::Philox4x32()(words, key_words);
  return {out[0], out[1], out[2], out[3]};
}

PhiloxStream::PhiloxStream(std::uint64_t seed, std::uint32_t row, std::uint64_t prompt)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      prompt_low_(static_cast<std::uint32_t>(prompt)),
      prompt_high_(static_cast<std::uint32_t>(prompt >> 32) << 21),
      row_(row) {
  if (prompt >= k_prompt_limit) {
    throw DomainError("PhiloxStream", "prompt = " + std::to_string(prompt), "0 <= prompt < 2^43");
  }
}

void PhiloxStream::check(std::uint64_t token, std::uint64_t slot) {
  if (token >= k_token_limit) {
    throw DomainError("PhiloxStream", "token = " + std::to_string(token), "0 <= token < 2^41");
  }
  if (slot >= k_slot_limit) {
    throw DomainError("PhiloxStream", "slot = " + std::to_string(slot), "0 <= slot < 2^12");
  }
}

PhiloxBlock PhiloxStream::block(std::uint64_t token, std::uint32_t slot) const {
  check(token, slot);
  return unchecked_block(token, slot);
}

PhiloxBlock PhiloxStream::unchecked_block(std::uint64_t token, std::uint32_t slot) const {
  const std::uint32_t mixed = static_cast<std::uint32_t>(token >> 32) | (slot << 9) | prompt_high_;
  return philox_block({static_cast<std::uint32_t>(token), mixed, prompt_low_, row_}, key_);
}

}  // namespace softlin::numeric
