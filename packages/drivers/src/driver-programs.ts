// The drivers by the classes of their processes: for who starts processes by class.

import type { Kos, Program } from '@kos/libkos'
import { BlockDriver } from './block-driver.ts'
import { ConsoleDriver } from './console-driver.ts'
import { EntropyDriver } from './entropy-driver.ts'
import { className as blockClass } from './generated/kl/drivers/Block.edl.ts'
import { className as consoleClass } from './generated/kl/drivers/Console.edl.ts'
import { className as entropyClass } from './generated/kl/drivers/Entropy.edl.ts'
import { className as gpioClass } from './generated/kl/drivers/GPIO.edl.ts'
import { className as netClass } from './generated/kl/drivers/Net.edl.ts'
import { className as rtcClass } from './generated/kl/drivers/RTC.edl.ts'
import { className as uartClass } from './generated/kl/drivers/UART.edl.ts'
import { GpioDriver } from './gpio-driver.ts'
import { NetDriver } from './net-driver.ts'
import { RtcDriver } from './rtc-driver.ts'
import { SerialDriver } from './serial-driver.ts'

/** The programs of this package, by class. */
export const driverPrograms: Readonly<Record<string, Program<Kos>>> = /* @__PURE__ */ Object.freeze(
  {
    [blockClass]: BlockDriver,
    [consoleClass]: ConsoleDriver,
    [entropyClass]: EntropyDriver,
    [gpioClass]: GpioDriver,
    [netClass]: NetDriver,
    [rtcClass]: RtcDriver,
    [uartClass]: SerialDriver,
  },
)
