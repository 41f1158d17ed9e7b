// Where results go, so that the compiler can't prove that nobody reads them and drop the work that
// made them. A batch adds up what its loop computes and consumes the sum once, at its end;
// consuming per iteration would be measured too.
import { do_not_optimize as doNotOptimize } from 'mitata'

/** Uses a value. Call it once a batch, with something that depends on every iteration. */
export function consume(value: unknown): void {
  doNotOptimize(value)
}
