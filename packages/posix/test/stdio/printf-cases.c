/* Formats the cases of printf-cases.ts with the C library of a host, and prints a hash for each
   group: those that formatter.test.ts expects. cc printf-cases.c && ./a.out */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint32_t state;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static uint32_t below(uint32_t n) { return next() % n; }

static double any(void) {
  double x;
  uint64_t bits;
  switch (below(6)) {
  case 0: /* all bits */
    bits = (uint64_t)next() << 32;
    bits |= next();
    if ((bits >> 52 & 0x7ff) == 0x7ff) bits ^= 1ull << 62;
    memcpy(&x, &bits, 8);
    return x;
  case 1: /* a few decimal digits */
    return (double)below(100000) / (double[]){1, 10, 100, 1000}[below(4)];
  case 2: /* ties of binary fractions */
    return (double)(int32_t)next() / (double)(1u << below(31));
  case 3: /* large integers */
    return (double)next() * (double)next() * (double)(1u << below(31));
  case 4: /* powers of ten, and what is beside them */
    x = 1;
    for (uint32_t i = below(25); i > 0; i--) x *= 10;
    if (below(2) == 0) x = 1 / x;
    return x;
  default: /* subnormal */
    bits = next() >> below(32);
    memcpy(&x, &bits, 8);
    return x;
  }
}

static void spec(char *format, int maxPrecision) {
  *format++ = '%';
  for (const char *flag = "-+ #0"; *flag != 0; flag++)
    if (below(4) == 0) *format++ = *flag;
  if (below(2) == 0) format += sprintf(format, "%u", 1 + below(40));
  if (below(3) > 0) format += sprintf(format, ".%u", below(maxPrecision));
  *format = 0;
}

static uint32_t hash;

static void add(const char *text) {
  for (; *text != 0; text++) hash = (hash ^ (uint8_t)*text) * 16777619u;
  hash = (hash ^ '\n') * 16777619u;
}

int main(int argc, char **argv) {
  static char format[64], text[4096];
  const int isVerbose = argc > 1;
  (void)argv;
  for (const char *c = "eEfFgGaA"; *c != 0; c++) {
    state = 2463534242u;
    hash = 2166136261u;
    for (int i = 0; i < 3000; i++) {
      double x = any();
      spec(format, below(8) == 0 ? 400 : 25);
      format[strlen(format) + 1] = 0;
      format[strlen(format)] = *c;
      snprintf(text, sizeof text, format, x);
      if (isVerbose) printf("%s\n", text);
      add(text);
    }
    if (!isVerbose) printf("  %c: %u,\n", *c, hash);
  }
  for (const char *c = "diuxXo"; *c != 0; c++) {
    state = 2463534242u;
    hash = 2166136261u;
    for (int i = 0; i < 3000; i++) {
      uint64_t bits = (uint64_t)next() << 32;
      bits |= next();
      bits >>= below(64);
      spec(format, 25);
      char *end = format + strlen(format);
      const char *length = (const char *[]){"hh", "h", "", "l", "ll", "j", "z", "t"}[below(8)];
      sprintf(end, "%s%c", length, *c);
      snprintf(text, sizeof text, format, bits);
      if (isVerbose) printf("%s\n", text);
      add(text);
    }
    if (!isVerbose) printf("  %c: %u,\n", *c, hash);
  }
}
