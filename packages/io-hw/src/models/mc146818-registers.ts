// Registers of the MC146818 real-time clock: their indices, and the bits of registers A to D.
//
// Names and values are those of the data sheet (Motorola MC146818A).

export const SECONDS = 0x00
export const SECONDS_ALARM = 0x01
export const MINUTES = 0x02
export const MINUTES_ALARM = 0x03
export const HOURS = 0x04
export const HOURS_ALARM = 0x05
/** Day of the week: 1 is Sunday. */
export const WEEKDAY = 0x06
export const DAY = 0x07
export const MONTH = 0x08
export const YEAR = 0x09
export const REGISTER_A = 0x0a
export const REGISTER_B = 0x0b
export const REGISTER_C = 0x0c
export const REGISTER_D = 0x0d
/** The century, in a byte of the RAM, as on PCs. */
export const CENTURY = 0x32

/** Update in progress, or about to begin. */
export const A_UIP = 0x80
/** DV2 to DV0, the time base. */
export const A_DV = 0x70
export const A_DV_4MHZ = 0x00
export const A_DV_1MHZ = 0x10
export const A_DV_32KHZ = 0x20
/** RS3 to RS0, the rate of the periodic interrupt. */
export const A_RS = 0x0f

/** Stops updates, so that the time can be set. */
export const B_SET = 0x80
export const B_PIE = 0x40
export const B_AIE = 0x20
export const B_UIE = 0x10
export const B_SQWE = 0x08
/** Data mode: 1 binary, 0 BCD. */
export const B_DM = 0x04
export const B_24H = 0x02
export const B_DSE = 0x01

export const C_IRQF = 0x80
/** Flags of the periodic, alarm and update-ended interrupts: the bits that enable them in B. */
export const C_PF = 0x40
export const C_AF = 0x20
export const C_UF = 0x10

/** Valid RAM and time. */
export const D_VRT = 0x80

/** Alarm bytes from here on match any value. */
export const anyValue = 0xc0
