import {
  RetcodeRegistry,
  failure,
  rcInvalidArgument,
  rcOk,
  unwrap,
  type Result,
} from '@kos/retcode'

// Codes of your own, with names and descriptions.
export const registry = new RetcodeRegistry()
const { codes } = unwrap(
  registry.define({
    space: 1,
    facility: 0,
    codes: { rcValveStuck: { code: 1, description: 'the valve does not move' } },
  }),
)

// A function that can fail returns a code together with its results.
export function openValve(turns: number): Result<{ angle: number }> {
  if (turns < 0) return failure(rcInvalidArgument)
  if (turns > 10) return failure(codes.rcValveStuck)
  return { rc: rcOk, angle: turns * 36 }
}

// Its caller compares the code once; from then on `angle` is a number.
export function report(turns: number): string {
  const { rc, angle } = openValve(turns)
  if (rc !== rcOk) return registry.describe(rc)
  return `open by ${angle.toFixed()} degrees`
}

report(5) // 'open by 180 degrees'
report(-1) // 'rcInvalidArgument: an argument is invalid'
report(11) // 'rcValveStuck: the valve does not move'
