// Text to counted and weighted terms: the fold that learns a vocabulary, and the operation that applies it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "text/count_terms.h"
#include "text/hash_terms.h"
#include "text/term_counter.h"
#include "text/tfidf.h"
#include "transforms/program.h"

namespace millrace {

struct TermFold : Operation {
  TermFold(Slot in, std::string name, std::shared_ptr<TermCounter> state)
      : in(in), name(std::move(name)), state(std::move(state)) {}
  void run(Run& run) override;
  Slot in;
  std::string name;  // of the column, for messages
  std::shared_ptr<TermCounter> state;
};

// out[r] = the tf-idf weights (or counts) of the terms of in[r], sparse. Missing text has none.
struct WeighTerms : Operation {
  WeighTerms(Slot in, Slot out, std::string name, std::shared_ptr<const Vocabulary> vocabulary,
             std::shared_ptr<const WordAnalyzer> analyzer, std::vector<double> idf, TfidfWeighting weighting)
      : in(in),
        out(out),
        name(std::move(name)),
        vocabulary(std::move(vocabulary)),
        analyzer(std::move(analyzer)),
        idf(std::move(idf)),
        weighting(weighting) {}
  void run(Run& run) override;
  Slot in, out;
  std::string name;  // of the column, for messages
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const WordAnalyzer> analyzer;
  std::vector<double> idf;
  TfidfWeighting weighting;
};

// out[r] = the terms of in[r] by their hashes, sparse, scaled to length 1 by `norm`. Missing text has none.
struct HashTerms : Operation {
  HashTerms(Slot in, Slot out, std::string name, std::shared_ptr<const WordAnalyzer> analyzer, TermHashing hashing,
            TfidfWeighting::Norm norm)
      : in(in), out(out), name(std::move(name)), analyzer(std::move(analyzer)), hashing(hashing), norm(norm) {}
  void run(Run& run) override;
  Slot in, out;
  std::string name;  // of the column, for messages
  std::shared_ptr<const WordAnalyzer> analyzer;
  TermHashing hashing;
  TfidfWeighting::Norm norm;
};

}  // namespace millrace
