// Units of time: the kernel's clock counts milliseconds, programs and hosts are told nanoseconds.

export const nanosecondsPerMillisecond = 1_000_000
export const nanosecondsPerSecond = 1_000_000_000
