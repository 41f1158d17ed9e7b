// The calendar and the clocks of time.h, and `sleep`, under virtual time.

import {
  asctime,
  asctime_r,
  CLOCK_MONOTONIC,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  difftime,
  EFAULT,
  EINVAL,
  EOVERFLOW,
  ESRCH,
  Out,
  type Posix,
  pthread_t,
  timespec,
  TIMER_ABSTIME,
  tm,
} from '@kos/posix'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HostClock, VirtualClock } from '@kos/kernel'
import { inProcess, PosixWorld } from '../posix-world.ts'

const newYork = 'EST5EDT,M3.2.0,M11.1.0'
const berlin = 'CET-1CEST,M3.5.0,M10.5.0/3'

function timeOf(fields: Partial<tm>): tm {
  return Object.assign(new tm(), fields)
}

function utc(seconds: number): Partial<tm> {
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  return {
    tm_sec: date.getUTCSeconds(),
    tm_min: date.getUTCMinutes(),
    tm_hour: date.getUTCHours(),
    tm_mday: date.getUTCDate(),
    tm_mon: date.getUTCMonth(),
    tm_year: year - 1900,
    tm_wday: date.getUTCDay(),
    tm_yday:
      Math.round(
        (date.getTime() - startOfYear(year)) / 1000 - (((seconds % 86_400) + 86_400) % 86_400),
      ) / 86_400,
    tm_isdst: 0,
  }
}

function startOfYear(year: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, 0, 1)
  return date.getTime()
}

/** Local time as the host knows it, without seconds. */
function hostTime(zone: string, seconds: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(seconds * 1000)
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${get('year')}-${get('month')}-${get('day')} ${get('hour')}:${get('minute')}:${get('second')}`
}

const daysToYear275000 = 8.6e12
const seconds = fc.integer({ min: -daysToYear275000, max: daysToYear275000 })

describe('gmtime, gmtime_r', () => {
  test('are the calendar that Date has, also before 1970', async () => {
    await inProcess((posix) => {
      fc.assert(
        fc.property(seconds, (each) => {
          expect({ ...posix.gmtime(each) }).toEqual(utc(each))
          const result = new tm()
          expect(posix.gmtime_r(each, result)).toBe(result)
          expect({ ...result }).toEqual(utc(each))
        }),
        { seed: 7, numRuns: 500 },
      )
    })
  })

  test.each([
    -1, 0, 951_782_399, 951_782_400, 951_868_799, 951_868_800, 4_107_542_399, 4_107_542_400,
    -2_203_891_200,
  ])('know the second %i at the edge of a year or a leap day', async (each) => {
    await inProcess((posix) => void expect({ ...posix.gmtime(each) }).toEqual(utc(each)))
  })

  test('answer EOVERFLOW for a year that is no int, and EFAULT for no number and no record', async () => {
    await inProcess((posix) => {
      const firstSecond = 67_768_036_191_676_800
      expect(posix.gmtime(2 ** 53 - 1)?.tm_year).toBe(285_426_851)
      for (const each of [firstSecond, -(2 ** 57)]) {
        posix.errno = 0
        expect([posix.gmtime(each), posix.errno]).toEqual([null, EOVERFLOW])
      }
      for (const each of [NaN, 1.5, '1', null, Infinity]) {
        posix.errno = 0
        expect([posix.gmtime(each as never), posix.errno]).toEqual([null, EFAULT])
      }
      expect([posix.gmtime_r(0, null as never), posix.errno]).toEqual([null, EFAULT])
    })
  })
})

describe('mktime', () => {
  test('is the inverse of localtime in UTC, and takes fields out of range as Date does', async () => {
    const small = fc.integer({ min: -5000, max: 5000 })
    await inProcess((posix) => {
      fc.assert(
        fc.property(seconds, (each) => {
          expect(posix.mktime(posix.localtime(each) as tm)).toBe(each)
        }),
        { seed: 8, numRuns: 300 },
      )
      fc.assert(
        fc.property(small, small, small, small, small, small, (year, mon, day, hour, min, sec) => {
          const time = timeOf({
            tm_year: year % 500,
            tm_mon: mon,
            tm_mday: day,
            tm_hour: hour,
            tm_min: min,
            tm_sec: sec,
          })
          const date = new Date(0)
          date.setUTCFullYear((year % 500) + 1900, mon, day)
          date.setUTCHours(hour, min, sec)
          expect(posix.mktime(time)).toBe(date.getTime() / 1000)
          expect({ ...time }).toEqual(utc(date.getTime() / 1000))
        }),
        { seed: 9, numRuns: 300 },
      )
    })
  })

  test('answers EOVERFLOW and EFAULT, and writes nothing then', async () => {
    await inProcess((posix) => {
      const far = timeOf({ tm_year: 2 ** 31 - 1, tm_mon: 12 })
      const before = { ...far }
      expect([posix.mktime(far), posix.errno, { ...far }]).toEqual([-1, EOVERFLOW, before])
      for (const wrong of [null, {}, timeOf({ tm_sec: NaN }), timeOf({ tm_year: 2 ** 31 })]) {
        posix.errno = 0
        expect([posix.mktime(wrong as never), posix.errno]).toEqual([-1, EFAULT])
      }
    })
  })

  test('asks tm_isdst where the clock is put back, and goes on where it is put forward', async () => {
    await inProcess((posix) => {
      posix.setenv('TZ', berlin, 1)
      const twice = { tm_year: 123, tm_mon: 9, tm_mday: 29, tm_hour: 2, tm_min: 30 }
      const summer = posix.mktime(timeOf({ ...twice, tm_isdst: 1 }))
      expect(posix.mktime(timeOf({ ...twice, tm_isdst: 0 })) - summer).toBe(3600)
      expect(posix.mktime(timeOf({ ...twice, tm_isdst: -1 })) - summer).toBe(3600)
      const gap = timeOf({
        tm_year: 123,
        tm_mon: 2,
        tm_mday: 26,
        tm_hour: 2,
        tm_min: 30,
        tm_isdst: -1,
      })
      expect(posix.mktime(gap)).toBe(Date.UTC(2023, 2, 26, 1, 30) / 1000)
      expect([gap.tm_hour, gap.tm_isdst]).toEqual([3, 1])
      const july = timeOf({ tm_year: 123, tm_mon: 6, tm_mday: 1, tm_hour: 12, tm_isdst: -1 })
      expect(posix.mktime(july)).toBe(Date.UTC(2023, 6, 1, 10) / 1000)
    })
  })
})

describe('localtime, localtime_r, ctime, ctime_r, tzset', () => {
  test.each([
    [newYork, 'America/New_York'],
    [berlin, 'Europe/Berlin'],
    ['AEST-10AEDT,M10.1.0,M4.1.0/3', 'Australia/Sydney'],
    ['<+0545>-5:45', 'Asia/Kathmandu'],
    ['NST3:30NDT,M3.2.0,M11.1.0', 'America/St_Johns'],
  ])('know the zone %s as the host knows %s', async (text, zone) => {
    const from = Date.UTC(2012, 0, 1) / 1000
    const to = Date.UTC(2024, 0, 1) / 1000
    await inProcess((posix) => {
      posix.setenv('TZ', text, 1)
      fc.assert(
        fc.property(fc.integer({ min: from, max: to }), (each) => {
          const time = posix.localtime(each) as tm
          expect(posix.strftime(100, '%F %T', time)).toBe(hostTime(zone, each))
          expect(posix.mktime(time)).toBe(each)
        }),
        { seed: 10, numRuns: 150 },
      )
    })
  })

  test('go by days of the year, with and without leap days', async () => {
    await inProcess((posix) => {
      posix.setenv('TZ', 'AAA0BBB,J60/0,J61/0', 1)
      // In both years March 1 is day J60.
      for (const year of [2023, 2024]) {
        const march = Date.UTC(year, 2, 1) / 1000
        expect([march - 1, march].map((each) => posix.localtime(each)?.tm_isdst)).toEqual([0, 1])
      }
      posix.setenv('TZ', 'AAA0BBB,59/0,60/0', 1)
      expect(posix.localtime(Date.UTC(2023, 2, 1) / 1000)?.tm_isdst).toBe(1)
      expect(posix.localtime(Date.UTC(2024, 1, 29) / 1000)?.tm_isdst).toBe(1)
    })
  })

  test('know UTC for what is no zone of POSIX, and set tzname', async () => {
    await inProcess((posix) => {
      const wrong = [
        '',
        ':UTC',
        'Europe/Berlin',
        'A1',
        'AAA',
        'AAA99',
        'AAA0BBB,M13.1.0,M1.1.0',
        '\0',
      ]
      for (const text of wrong) {
        posix.setenv('TZ', text, 1)
        posix.tzset()
        expect(posix.tzname).toEqual(['UTC', 'UTC'])
        expect({ ...posix.localtime(1_700_000_000) }).toEqual(utc(1_700_000_000))
      }
      posix.setenv('TZ', newYork, 1)
      posix.tzset()
      expect(posix.tzname).toEqual(['EST', 'EDT'])
    })
  })

  test('fail as gmtime does', async () => {
    await inProcess((posix) => {
      const result = new tm()
      expect(posix.localtime_r(0, result)).toBe(result)
      expect([posix.localtime(2 ** 60), posix.errno]).toEqual([null, EOVERFLOW])
      expect([posix.localtime_r(NaN, result), posix.errno]).toEqual([null, EFAULT])
      expect([posix.ctime(2 ** 60), posix.errno]).toEqual([null, EOVERFLOW])
    })
  })

  test('ctime and ctime_r are asctime of the local time', async () => {
    await inProcess((posix) => {
      posix.setenv('TZ', berlin, 1)
      expect(posix.ctime(0)).toBe('Thu Jan  1 01:00:00 1970\n')
      expect(posix.ctime_r(1_700_000_000)).toBe('Tue Nov 14 23:13:20 2023\n')
    })
  })
})

test('asctime and asctime_r have 25 characters, or nothing', () => {
  expect(asctime(timeOf({ tm_mday: 31, tm_mon: 11, tm_year: 99, tm_wday: 5, tm_hour: 23 }))).toBe(
    'Fri Dec 31 23:00:00 1999\n',
  )
  expect(asctime_r(new tm())).toBe('Thu Jan  1 00:00:00 1970\n')
  expect(asctime(timeOf({ tm_wday: 7, tm_mon: -1 }))).toBe('??? ???  1 00:00:00 1970\n')
  expect([asctime(timeOf({ tm_year: 8100 })), asctime(null as never)]).toEqual([null, null])
})

test('difftime is the difference', () => {
  expect([difftime(5, 2), difftime(2, 5)]).toEqual([3, -3])
})

describe('strftime, strftime_l', () => {
  // Made by the C library of the host, in its C locale.
  const samples: readonly (readonly [format: string, seconds: number, text: string])[] = [
    ['%a %A %b %B %h', 0, 'Thu Thursday Jan January Jan'],
    ['%c', 0, 'Thu Jan  1 00:00:00 1970'],
    ['%C %d %D %e %F', 0, '19 01 01/01/70  1 1970-01-01'],
    ['%g %G %V %u', 0, '70 1970 01 4'],
    ['%H %I %j %m %M', 0, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 0, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 0, '00 00 4 01/01/70 00:00:00'],
    ['%y %Y %%', 0, '70 1970 %'],
    ['%Ec %Od %Ey', 0, 'Thu Jan  1 00:00:00 1970 01 70'],
    ['%a %A %b %B %h', -1, 'Wed Wednesday Dec December Dec'],
    ['%c', -1, 'Wed Dec 31 23:59:59 1969'],
    ['%C %d %D %e %F', -1, '19 31 12/31/69 31 1969-12-31'],
    ['%g %G %V %u', -1, '70 1970 01 3'],
    ['%H %I %j %m %M', -1, '23 11 365 12 59'],
    ['%n%p%r%R%S%t%T', -1, '\nPM11:59:59 PM23:5959\t23:59:59'],
    ['%U %W %w %x %X', -1, '52 52 3 12/31/69 23:59:59'],
    ['%y %Y %%', -1, '69 1969 %'],
    ['%Ec %Od %Ey', -1, 'Wed Dec 31 23:59:59 1969 31 69'],
    ['%a %A %b %B %h', 951782400, 'Tue Tuesday Feb February Feb'],
    ['%c', 951782400, 'Tue Feb 29 00:00:00 2000'],
    ['%C %d %D %e %F', 951782400, '20 29 02/29/00 29 2000-02-29'],
    ['%g %G %V %u', 951782400, '00 2000 09 2'],
    ['%H %I %j %m %M', 951782400, '00 12 060 02 00'],
    ['%n%p%r%R%S%t%T', 951782400, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 951782400, '09 09 2 02/29/00 00:00:00'],
    ['%y %Y %%', 951782400, '00 2000 %'],
    ['%Ec %Od %Ey', 951782400, 'Tue Feb 29 00:00:00 2000 29 00'],
    ['%a %A %b %B %h', 1230768000, 'Thu Thursday Jan January Jan'],
    ['%c', 1230768000, 'Thu Jan  1 00:00:00 2009'],
    ['%C %d %D %e %F', 1230768000, '20 01 01/01/09  1 2009-01-01'],
    ['%g %G %V %u', 1230768000, '09 2009 01 4'],
    ['%H %I %j %m %M', 1230768000, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 1230768000, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 1230768000, '00 00 4 01/01/09 00:00:00'],
    ['%y %Y %%', 1230768000, '09 2009 %'],
    ['%Ec %Od %Ey', 1230768000, 'Thu Jan  1 00:00:00 2009 01 09'],
    ['%a %A %b %B %h', 1262304000, 'Fri Friday Jan January Jan'],
    ['%c', 1262304000, 'Fri Jan  1 00:00:00 2010'],
    ['%C %d %D %e %F', 1262304000, '20 01 01/01/10  1 2010-01-01'],
    ['%g %G %V %u', 1262304000, '09 2009 53 5'],
    ['%H %I %j %m %M', 1262304000, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 1262304000, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 1262304000, '00 00 5 01/01/10 00:00:00'],
    ['%y %Y %%', 1262304000, '10 2010 %'],
    ['%Ec %Od %Ey', 1262304000, 'Fri Jan  1 00:00:00 2010 01 10'],
    ['%a %A %b %B %h', 1293839999, 'Fri Friday Dec December Dec'],
    ['%c', 1293839999, 'Fri Dec 31 23:59:59 2010'],
    ['%C %d %D %e %F', 1293839999, '20 31 12/31/10 31 2010-12-31'],
    ['%g %G %V %u', 1293839999, '10 2010 52 5'],
    ['%H %I %j %m %M', 1293839999, '23 11 365 12 59'],
    ['%n%p%r%R%S%t%T', 1293839999, '\nPM11:59:59 PM23:5959\t23:59:59'],
    ['%U %W %w %x %X', 1293839999, '52 52 5 12/31/10 23:59:59'],
    ['%y %Y %%', 1293839999, '10 2010 %'],
    ['%Ec %Od %Ey', 1293839999, 'Fri Dec 31 23:59:59 2010 31 10'],
    ['%a %A %b %B %h', 1356998400, 'Tue Tuesday Jan January Jan'],
    ['%c', 1356998400, 'Tue Jan  1 00:00:00 2013'],
    ['%C %d %D %e %F', 1356998400, '20 01 01/01/13  1 2013-01-01'],
    ['%g %G %V %u', 1356998400, '13 2013 01 2'],
    ['%H %I %j %m %M', 1356998400, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 1356998400, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 1356998400, '00 00 2 01/01/13 00:00:00'],
    ['%y %Y %%', 1356998400, '13 2013 %'],
    ['%Ec %Od %Ey', 1356998400, 'Tue Jan  1 00:00:00 2013 01 13'],
    ['%a %A %b %B %h', 1451606399, 'Thu Thursday Dec December Dec'],
    ['%c', 1451606399, 'Thu Dec 31 23:59:59 2015'],
    ['%C %d %D %e %F', 1451606399, '20 31 12/31/15 31 2015-12-31'],
    ['%g %G %V %u', 1451606399, '15 2015 53 4'],
    ['%H %I %j %m %M', 1451606399, '23 11 365 12 59'],
    ['%n%p%r%R%S%t%T', 1451606399, '\nPM11:59:59 PM23:5959\t23:59:59'],
    ['%U %W %w %x %X', 1451606399, '52 52 4 12/31/15 23:59:59'],
    ['%y %Y %%', 1451606399, '15 2015 %'],
    ['%Ec %Od %Ey', 1451606399, 'Thu Dec 31 23:59:59 2015 31 15'],
    ['%a %A %b %B %h', 1483228800, 'Sun Sunday Jan January Jan'],
    ['%c', 1483228800, 'Sun Jan  1 00:00:00 2017'],
    ['%C %d %D %e %F', 1483228800, '20 01 01/01/17  1 2017-01-01'],
    ['%g %G %V %u', 1483228800, '16 2016 52 7'],
    ['%H %I %j %m %M', 1483228800, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 1483228800, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 1483228800, '01 00 0 01/01/17 00:00:00'],
    ['%y %Y %%', 1483228800, '17 2017 %'],
    ['%Ec %Od %Ey', 1483228800, 'Sun Jan  1 00:00:00 2017 01 17'],
    ['%a %A %b %B %h', 1609459199, 'Thu Thursday Dec December Dec'],
    ['%c', 1609459199, 'Thu Dec 31 23:59:59 2020'],
    ['%C %d %D %e %F', 1609459199, '20 31 12/31/20 31 2020-12-31'],
    ['%g %G %V %u', 1609459199, '20 2020 53 4'],
    ['%H %I %j %m %M', 1609459199, '23 11 366 12 59'],
    ['%n%p%r%R%S%t%T', 1609459199, '\nPM11:59:59 PM23:5959\t23:59:59'],
    ['%U %W %w %x %X', 1609459199, '52 52 4 12/31/20 23:59:59'],
    ['%y %Y %%', 1609459199, '20 2020 %'],
    ['%Ec %Od %Ey', 1609459199, 'Thu Dec 31 23:59:59 2020 31 20'],
    ['%a %A %b %B %h', 1700000000, 'Tue Tuesday Nov November Nov'],
    ['%c', 1700000000, 'Tue Nov 14 22:13:20 2023'],
    ['%C %d %D %e %F', 1700000000, '20 14 11/14/23 14 2023-11-14'],
    ['%g %G %V %u', 1700000000, '23 2023 46 2'],
    ['%H %I %j %m %M', 1700000000, '22 10 318 11 13'],
    ['%n%p%r%R%S%t%T', 1700000000, '\nPM10:13:20 PM22:1320\t22:13:20'],
    ['%U %W %w %x %X', 1700000000, '46 46 2 11/14/23 22:13:20'],
    ['%y %Y %%', 1700000000, '23 2023 %'],
    ['%Ec %Od %Ey', 1700000000, 'Tue Nov 14 22:13:20 2023 14 23'],
    ['%a %A %b %B %h', 4102444800, 'Fri Friday Jan January Jan'],
    ['%c', 4102444800, 'Fri Jan  1 00:00:00 2100'],
    ['%C %d %D %e %F', 4102444800, '21 01 01/01/00  1 2100-01-01'],
    ['%g %G %V %u', 4102444800, '99 2099 53 5'],
    ['%H %I %j %m %M', 4102444800, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', 4102444800, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', 4102444800, '00 00 5 01/01/00 00:00:00'],
    ['%y %Y %%', 4102444800, '00 2100 %'],
    ['%Ec %Od %Ey', 4102444800, 'Fri Jan  1 00:00:00 2100 01 00'],
    ['%a %A %b %B %h', -2208988800, 'Mon Monday Jan January Jan'],
    ['%c', -2208988800, 'Mon Jan  1 00:00:00 1900'],
    ['%C %d %D %e %F', -2208988800, '19 01 01/01/00  1 1900-01-01'],
    ['%g %G %V %u', -2208988800, '00 1900 01 1'],
    ['%H %I %j %m %M', -2208988800, '00 12 001 01 00'],
    ['%n%p%r%R%S%t%T', -2208988800, '\nAM12:00:00 AM00:0000\t00:00:00'],
    ['%U %W %w %x %X', -2208988800, '00 01 1 01/01/00 00:00:00'],
    ['%y %Y %%', -2208988800, '00 1900 %'],
    ['%Ec %Od %Ey', -2208988800, 'Mon Jan  1 00:00:00 1900 01 00'],
    ['%a %A %b %B %h', -5000000000, 'Tue Tuesday Jul July Jul'],
    ['%c', -5000000000, 'Tue Jul 23 15:06:40 1811'],
    ['%C %d %D %e %F', -5000000000, '18 23 07/23/11 23 1811-07-23'],
    ['%g %G %V %u', -5000000000, '11 1811 30 2'],
    ['%H %I %j %m %M', -5000000000, '15 03 204 07 06'],
    ['%n%p%r%R%S%t%T', -5000000000, '\nPM03:06:40 PM15:0640\t15:06:40'],
    ['%U %W %w %x %X', -5000000000, '29 29 2 07/23/11 15:06:40'],
    ['%y %Y %%', -5000000000, '11 1811 %'],
    ['%Ec %Od %Ey', -5000000000, 'Tue Jul 23 15:06:40 1811 23 11'],
    ['%a %A %b %B %h', 946684799, 'Fri Friday Dec December Dec'],
    ['%c', 946684799, 'Fri Dec 31 23:59:59 1999'],
    ['%C %d %D %e %F', 946684799, '19 31 12/31/99 31 1999-12-31'],
    ['%g %G %V %u', 946684799, '99 1999 52 5'],
    ['%H %I %j %m %M', 946684799, '23 11 365 12 59'],
    ['%n%p%r%R%S%t%T', 946684799, '\nPM11:59:59 PM23:5959\t23:59:59'],
    ['%U %W %w %x %X', 946684799, '52 52 5 12/31/99 23:59:59'],
    ['%y %Y %%', 946684799, '99 1999 %'],
    ['%Ec %Od %Ey', 946684799, 'Fri Dec 31 23:59:59 1999 31 99'],
  ]

  test('are as the C library of the host', async () => {
    await inProcess((posix) => {
      for (const [format, each, text] of samples)
        expect([format, each, posix.strftime(1000, format, posix.gmtime(each) as tm)]).toEqual([
          format,
          each,
          text,
        ])
    })
  })

  test('have the flags and widths of years', async () => {
    await inProcess((posix) => {
      const time = posix.gmtime(0) as tm
      const late = timeOf({ tm_year: 12_345 - 1900 })
      const early = timeOf({ tm_year: 5 - 1900 })
      const of = (format: string, each: tm): string => posix.strftime(100, format, each)
      expect(['%06Y', '%+6Y', '%+4Y', '%8F', '%012F', '%5C'].map((each) => of(each, time))).toEqual(
        ['001970', '+01970', '1970', '1970-01-01', '001970-01-01', '00019'],
      )
      expect(['%Y', '%F', '%+4Y', '%C', '%G'].map((each) => of(each, late))).toEqual([
        '12345',
        '+12345-01-01',
        '+12345',
        '123',
        '12345',
      ])
      expect(['%Y', '%4Y', '%F', '%y'].map((each) => of(each, early))).toEqual([
        '5',
        '0005',
        '0005-01-01',
        '05',
      ])
    })
  })

  test('know the zone by tm_isdst', async () => {
    await inProcess((posix) => {
      posix.setenv('TZ', 'NST3:30NDT,M3.2.0,M11.1.0', 1)
      const of = (tm_isdst: number): string => posix.strftime(100, '[%Z %z]', timeOf({ tm_isdst }))
      expect([of(0), of(1), of(-1)]).toEqual(['[NST -0330]', '[NDT -0230]', '[ ]'])
    })
  })

  test('answer nothing for what does not fit, counted in bytes, and for what is no time', async () => {
    await inProcess((posix) => {
      const time = new tm()
      expect([posix.strftime(5, '%Y', time), posix.strftime(4, '%Y', time)]).toEqual(['1970', ''])
      expect([posix.strftime(3, 'é', time), posix.strftime(2, 'é', time)]).toEqual(['é', ''])
      expect(posix.strftime(100, '%Y', null as never)).toBe('')
      expect(posix.strftime(100, null as never, time)).toBe('')
      expect(posix.strftime_l(100, '%Y%', time, {})).toBe('1970%')
      expect(posix.strftime(100, '%Q %E', time)).toBe('%Q %E')
    })
  })
})

describe('the clocks', () => {
  test('time and clock_gettime show the system time, clock_getres what it is exact to', async () => {
    const clock = new VirtualClock({ systemTime: 1_700_000_000_250 })
    await using world = new PosixWorld({ clock })
    world.client('Program')
    await world.act('Program', async (posix) => {
      const now = new timespec()
      const out = new Out()
      expect([posix.time(), posix.time(out), out.value]).toEqual([
        1_700_000_000, 1_700_000_000, 1_700_000_000,
      ])
      expect([posix.clock_gettime(CLOCK_REALTIME, now), { ...now }]).toEqual([
        0,
        { tv_sec: 1_700_000_000, tv_nsec: 250_000_000 },
      ])
      expect([posix.clock_gettime(CLOCK_MONOTONIC, now), { ...now }]).toEqual([
        0,
        { tv_sec: 0, tv_nsec: 0 },
      ])
      expect([posix.clock_getres(CLOCK_MONOTONIC, now), { ...now }]).toEqual([
        0,
        { tv_sec: 0, tv_nsec: 1_000_000 },
      ])
      expect(posix.clock_getres(CLOCK_REALTIME)).toBe(0)
    })
  })

  test('clock_settime sets the system time, and the other clock goes on', async () => {
    await inProcess(async (posix) => {
      expect(posix.clock_settime(CLOCK_REALTIME, new timespec(1000, 5_000_000))).toBe(0)
      await posix.nanosleep(new timespec(1, 500_000_000))
      const now = new timespec()
      posix.clock_gettime(CLOCK_REALTIME, now)
      expect({ ...now }).toEqual({ tv_sec: 1001, tv_nsec: 505_000_000 })
      posix.clock_gettime(CLOCK_MONOTONIC, now)
      expect({ ...now }).toEqual({ tv_sec: 1, tv_nsec: 500_000_000 })
    })
  })

  test('EINVAL and EFAULT: no clock, no time, no record', async () => {
    await inProcess((posix) => {
      const wrong: (() => number)[] = [
        () => posix.clock_gettime(99, new timespec()),
        () => posix.clock_gettime(CLOCK_THREAD_CPUTIME_ID, new timespec()),
        () => posix.clock_getres(99),
        () => posix.clock_settime(CLOCK_MONOTONIC, new timespec()),
        () => posix.clock_settime(CLOCK_REALTIME, new timespec(0, 1_000_000_000)),
        () => posix.clock_settime(CLOCK_REALTIME, new timespec(NaN)),
      ]
      for (const each of wrong) {
        posix.errno = 0
        expect([each(), posix.errno, String(each)]).toEqual([-1, EINVAL, String(each)])
      }
      expect([posix.clock_gettime(CLOCK_REALTIME, null as never), posix.errno]).toEqual([
        -1,
        EFAULT,
      ])
      expect([posix.clock_settime(CLOCK_REALTIME, 5 as never), posix.errno]).toEqual([-1, EFAULT])
    })
  })

  test('CPU time is counted with performance counters, by clock, too', async () => {
    await using world = new PosixWorld({ statistics: { counters: true } })
    world.client('Program')
    await world.act('Program', (posix) => {
      const used = new timespec(-1, -1)
      expect(posix.clock_gettime(CLOCK_PROCESS_CPUTIME_ID, used)).toBe(0)
      expect(used.tv_sec).toBeGreaterThanOrEqual(0)
      expect(posix.clock_getres(CLOCK_PROCESS_CPUTIME_ID, used)).toBe(0)
      expect(posix.clock()).toBeGreaterThanOrEqual(0)
    })
  })

  test('without performance counters there is no CPU time', async () => {
    await using world = new PosixWorld({ clock: new HostClock() })
    world.client('Program')
    await world.act('Program', (posix) => {
      const used = new timespec()
      expect(posix.clock()).toBe(-1)
      expect([posix.clock_gettime(CLOCK_PROCESS_CPUTIME_ID, used), posix.errno]).toEqual([
        -1,
        EINVAL,
      ])
      expect(posix.clock_getres(CLOCK_PROCESS_CPUTIME_ID, used)).toBe(-1)
    })
  })

  test('clock_getcpuclockid knows the own process only', async () => {
    await inProcess((posix) => {
      const clock = new Out()
      expect([posix.clock_getcpuclockid(0, clock), clock.value]).toEqual([
        0,
        CLOCK_PROCESS_CPUTIME_ID,
      ])
      expect(posix.clock_getcpuclockid(posix.getpid(), clock)).toBe(0)
      expect(posix.clock_getcpuclockid(12_345, clock)).toBe(ESRCH)
      expect(posix.clock_getcpuclockid(0, null as never)).toBe(EFAULT)
    })
  })
})

/** Milliseconds since the start. */
function up(posix: Posix): number {
  const now = new timespec()
  posix.clock_gettime(CLOCK_MONOTONIC, now)
  return now.tv_sec * 1000 + now.tv_nsec / 1e6
}

describe('nanosleep, clock_nanosleep, sleep', () => {
  test('wait as long as they say, rounded up to the clock', async () => {
    await inProcess(async (posix) => {
      expect([await posix.nanosleep(new timespec(2, 1)), up(posix)]).toEqual([0, 2001])
      expect([await posix.sleep(3), up(posix)]).toEqual([0, 5001])
      expect([
        await posix.clock_nanosleep(CLOCK_MONOTONIC, 0, new timespec(0, 9e6)),
        up(posix),
      ]).toEqual([0, 5010])
      expect([await posix.clock_nanosleep(CLOCK_REALTIME, 0, new timespec(1)), up(posix)]).toEqual([
        0, 6010,
      ])
      expect([await posix.nanosleep(new timespec()), await posix.sleep(0), up(posix)]).toEqual([
        0, 0, 6010,
      ])
    })
  })

  test('wait until a time, and not if it is over', async () => {
    await inProcess(async (posix) => {
      const until = (clock: number, ...at: [number, number?]): Promise<number> =>
        posix.clock_nanosleep(clock, TIMER_ABSTIME, new timespec(...at))
      expect([await until(CLOCK_MONOTONIC, 7), up(posix)]).toEqual([0, 7000])
      expect([await until(CLOCK_MONOTONIC, 3), up(posix)]).toEqual([0, 7000])
      posix.clock_settime(CLOCK_REALTIME, new timespec(1000))
      expect([await until(CLOCK_REALTIME, 1002), up(posix)]).toEqual([0, 9000])
      expect([await until(CLOCK_REALTIME, -5), up(posix)]).toEqual([0, 9000])
    })
  })

  test('a wait for a time of CLOCK_REALTIME ends as soon as the clock is set to it', async () => {
    await inProcess(async (posix) => {
      const times: number[] = []
      const waiting = async (own: Posix): Promise<void> => {
        await own.clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, new timespec(1000))
        times.push(up(own))
      }
      const id = new pthread_t()
      await posix.pthread_create(id, null, waiting, null)
      await posix.sleep(1)
      posix.clock_settime(CLOCK_REALTIME, new timespec(999, 500_000_000))
      await posix.pthread_join(id, null)
      expect(times).toEqual([1500])
    })
  })

  test('wait longer than the kernel waits at once', async () => {
    await inProcess(async (posix) => {
      const days100 = 100 * 86_400
      expect([await posix.nanosleep(new timespec(days100)), up(posix)]).toEqual([0, days100 * 1000])
    })
  })

  test('EINVAL and EFAULT', async () => {
    await inProcess(async (posix) => {
      for (const wrong of [
        new timespec(-1),
        new timespec(0, 1e9),
        new timespec(0, -1),
        new timespec(NaN),
      ]) {
        posix.errno = 0
        expect([await posix.nanosleep(wrong), posix.errno]).toEqual([-1, EINVAL])
        expect(await posix.clock_nanosleep(CLOCK_MONOTONIC, 0, wrong)).toBe(EINVAL)
      }
      expect([await posix.nanosleep(null as never), posix.errno]).toEqual([-1, EFAULT])
      expect(await posix.clock_nanosleep(CLOCK_MONOTONIC, 0, 3 as never)).toBe(EFAULT)
      expect(await posix.clock_nanosleep(99, 0, new timespec(1))).toBe(EINVAL)
      expect(await posix.clock_nanosleep(99, TIMER_ABSTIME, new timespec(1))).toBe(EINVAL)
      expect(await posix.clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, new timespec(1))).toBe(EINVAL)
      expect([await posix.sleep(NaN), await posix.sleep(-1), up(posix)]).toEqual([0, 0, 0])
    })
  })
})
