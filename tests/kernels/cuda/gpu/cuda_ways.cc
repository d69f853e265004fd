#include "kernels/cuda/backend.h"
#include "tests/kernels/cuda/gpu/runner.h"
#include "tests/kernels/networks.h"

namespace seaglass::gpu_check {
namespace {

// Three products in a row, each factor of which lost all but 10 bits: 2^-11 of what is summed, and some of it twice. An
// error of 3e-3 of the largest output is 0.1 dB where that stands 40 dB from nothing: seen, and no reason to fail a
// library.
constexpr double kTensorCores = 3e-3;

class StepRunner : public Runner {
 public:
  StepRunner(const Subject& subject, cuda::NetworkVariant variant, int most_rows)
      : step_(subject.net(), variant, most_rows) {}
  std::span<float> questions() override { return step_.questions(); }
  std::span<float> answers() override { return step_.answers(); }
  void run(int rows) override { step_.run(rows); }

 private:
  cuda::NetworkStep step_;
};

}  // namespace

std::vector<Way> cuda_ways() {
  std::vector<Way> ways;
  for (const cuda::NetworkVariant variant : cuda::kNetworkVariants)
    ways.push_back(
        {cuda::name_of(variant), cuda::exact(variant),
         variant == cuda::NetworkVariant::kCudnn ? kTensorCores : test::kSinglePrecision,
         [](const Way& way, const Subject& subject, int most_rows, std::string& why) -> std::unique_ptr<Runner> {
           for (const cuda::NetworkVariant one : cuda::kNetworkVariants) try {
               if (way.name == cuda::name_of(one)) return std::make_unique<StepRunner>(subject, one, most_rows);
             } catch (const cuda::VariantMissing& missing) {
               why = missing.what();
             }
           return nullptr;
         }});
  return ways;
}

}  // namespace seaglass::gpu_check
