// Made by `node tooling/resources.mjs` from `resources`. Do not edit.
/* eslint-disable */

/** The texts of the files of the system, by path. */
export const resources: Readonly<Record<string, string>> = {
  'kl/drivers/Block.edl': `// The driver of disks: one process for each disk.
//
// The SDK has no class of this name: this is the program BlockDriver here.
entity kl.drivers.Block

endpoints {
    block : kl.drivers.Block
}
`,
  'kl/drivers/Block.idl': `// A disk: requests of whole sectors between the disk and a shared buffer (MDL) of the client, which
// passes a handle of the buffer with each request. Nothing is copied through messages. Errors are
// return codes.
package kl.drivers.Block

// Bytes of a sector.
const UInt32 SectorSize = 512;

// Most sectors of a request: 32 MiB.
const UInt32 MaxSectors = 65536;

interface {
    // How many sectors there are. isReadOnly and canFlush are 0 or 1; without canFlush what was
    // written is on the disk when Write is answered.
    GetInfo(out UInt64 sectors, out UInt8 isReadOnly, out UInt8 canFlush, error SInt32 rc);

    // Reads count sectors from the number sector on into the buffer, from its byte offset on. The
    // handle needs the rights to read and to write.
    Read(in Handle buffer, in UInt64 offset, in UInt64 sector, in UInt32 count, error SInt32 rc);

    // Writes count sectors from the buffer. The handle needs the right to read.
    Write(in Handle buffer, in UInt64 offset, in UInt64 sector, in UInt32 count, error SInt32 rc);

    // What was written before is on the disk afterwards.
    Flush(error SInt32 rc);
}
`,
  'kl/drivers/Console.edl': `// The driver of a virtio console, which is to clients as a serial port is.
//
// The SDK has no public class of this name: this is the program ConsoleDriver here.
entity kl.drivers.Console

endpoints {
    serial : kl.drivers.Serial
}
`,
  'kl/drivers/Entropy.edl': `// The driver of a device that gives random bytes.
//
// The SDK has no class of this name, but kl.EntropyEntity: this is the program EntropyDriver here.
entity kl.drivers.Entropy

endpoints {
    entropy : kl.drivers.Entropy
}
`,
  'kl/drivers/Entropy.idl': `// A source of random bytes. Errors are return codes.
package kl.drivers.Entropy

// Most bytes of one Read.
const UInt32 MaxBytes = 1024;

typedef bytes<MaxBytes> Data;

interface {
    // So many random bytes. The caller is the only one to get them.
    Read(in UInt32 count, out Data data, error SInt32 rc);
}
`,
  'kl/drivers/GPIO.edl': `// The driver of GPIO: one process for each port.
//
// The endpoints of the one in the SDK are not public: this is the program GpioDriver here.
entity kl.drivers.GPIO

endpoints {
    gpio : kl.drivers.GPIO
}
`,
  'kl/drivers/GPIO.idl': `// Pins for general purposes. Errors are return codes.
package kl.drivers.GPIO

// The mode of a pin is one direction, and for an input the events that it makes.
const UInt32 DirIn = 1;
const UInt32 DirOut = 2;
const UInt32 EventRiseEdge = 4;
const UInt32 EventFallEdge = 8;
const UInt32 EventHighLevel = 16;
const UInt32 EventLowLevel = 32;

// Types of events.
const UInt32 TypeEdgeRise = 1;
const UInt32 TypeEdgeFall = 2;
const UInt32 TypeLevelHigh = 3;
const UInt32 TypeLevelLow = 4;

// Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual.
const UInt32 MaxWait = 10000;

interface {
    // How many pins there are, from number 0 on.
    GetInfo(out UInt32 pins, error SInt32 rc);

    // Sets direction and events of a pin. Its events are for the client that asked last.
    SetMode(in UInt32 pin, in UInt32 mode, error SInt32 rc);

    // Sets the level of an output: 0 or 1.
    Out(in UInt32 pin, in UInt32 value, error SInt32 rc);

    // The level of a pin: 0 or 1.
    In(in UInt32 pin, out UInt32 value, error SInt32 rc);

    // Sets the events of an input: both edges, or one of the four. 0: none. A level makes one event;
    // the next one comes after that was taken, if the pin has the level then.
    SetEvent(in UInt32 pin, in UInt32 events, error SInt32 rc);

    // The next event of the pins that are the caller's, and how many were lost before it. Waits
    // timeout milliseconds at most.
    GetEvent(in UInt32 timeout, out UInt32 pin, out UInt32 type, out UInt32 lost, error SInt32 rc);
}
`,
  'kl/drivers/Net.edl': `// The driver of network cards: one process for each card.
//
// The SDK has no class of this name, but kl.drivers.DNetSrv: this is the program NetDriver here.
entity kl.drivers.Net

endpoints {
    net : kl.drivers.Net
}
`,
  'kl/drivers/Net.idl': `// A network card: frames between the card and a shared buffer (MDL) of the client, which passes a
// handle of the buffer with each request. Errors are return codes.
package kl.drivers.Net

// Bytes of an Ethernet frame, without the check sum.
const UInt32 MinFrame = 14;
const UInt32 MaxFrame = 1514;

// Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual.
const UInt32 MaxWait = 10000;

typedef array<UInt8, 6> Mac;

interface {
    // The address of the card; isUp is 0 or 1; how many frames were lost, since nobody took them in
    // time.
    GetInfo(out Mac mac, out UInt8 isUp, out UInt32 lost, error SInt32 rc);

    // Sends length bytes from the byte offset of the buffer on. The handle needs the right to read.
    Send(in Handle buffer, in UInt64 offset, in UInt32 length, error SInt32 rc);

    // Takes the next frame, into the buffer from its byte offset on. One that is longer than limit is
    // lost: rcBufferTooSmall. The handle needs the rights to read and to write. Waits timeout
    // milliseconds at most.
    Receive(
        in Handle buffer,
        in UInt64 offset,
        in UInt32 limit,
        in UInt32 timeout,
        out UInt32 length,
        error SInt32 rc
    );
}
`,
  'kl/drivers/RTC.edl': `// The driver of a real-time clock.
//
// The SDK has no public class of this name: this is the program RtcDriver here.
entity kl.drivers.RTC

endpoints {
    rtc : kl.drivers.RTC
}
`,
  'kl/drivers/RTC.idl': `// A real-time clock, with an alarm and a periodic interrupt. Errors are return codes.
package kl.drivers.RTC

// In an alarm: any hour, minute or second.
const UInt8 Any = 255;

// Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual.
const UInt32 MaxWait = 10000;

struct DateTime {
    // 1970 to 2099.
    UInt16 year;
    // 1 to 12.
    UInt8 month;
    // 1 to 31.
    UInt8 day;
    UInt8 hour;
    UInt8 minute;
    UInt8 second;
}

struct Alarm {
    UInt8 hour;
    UInt8 minute;
    UInt8 second;
}

interface {
    GetTime(out DateTime time, error SInt32 rc);
    SetTime(in DateTime time, error SInt32 rc);

    // Sets the time of day of the alarm, in place of the last one.
    SetAlarm(in Alarm alarm, error SInt32 rc);

    // Switches the alarm off.
    ClearAlarm(error SInt32 rc);

    // Waits for the next alarm, timeout milliseconds at most.
    WaitAlarm(in UInt32 timeout, error SInt32 rc);

    // Sets the rate of the periodic interrupt: a power of two from 2 to 8192 Hz, or 0 for none.
    SetPeriod(in UInt32 hertz, error SInt32 rc);

    // Waits for the periodic interrupt, timeout milliseconds at most, and answers how often it came
    // since the clock was asked last.
    WaitPeriod(in UInt32 timeout, out UInt32 count, error SInt32 rc);
}
`,
  'kl/drivers/Serial.idl': `// A serial port. Input is kept until a client reads it. Errors are return codes.
package kl.drivers.Serial

// Most bytes of one Read or Write.
const UInt32 MaxBytes = 4096;

// Longest wait in milliseconds: longer ones are cut to it, and end with rcTimeout as usual.
const UInt32 MaxWait = 10000;

const UInt8 ParityNone = 0;
const UInt8 ParityOdd = 1;
const UInt8 ParityEven = 2;

typedef bytes<MaxBytes> Data;

struct Config {
    // Bits a second.
    UInt32 baudRate;
    // 5 to 8.
    UInt8 dataBits;
    // 1 or 2; with 5 data bits, 2 stands for 1.5.
    UInt8 stopBits;
    UInt8 parity;
}

interface {
    // Sends bytes: as many as there is room for, and at least one, for which it waits timeout
    // milliseconds at most. They have been sent some time after the answer.
    Write(in Data data, in UInt32 timeout, out UInt32 count, error SInt32 rc);

    // Takes what has arrived, limit bytes at most. Waits timeout milliseconds at most for the first.
    Read(in UInt32 limit, in UInt32 timeout, out Data data, error SInt32 rc);

    // Speed and format from now on. What has none answers rcUnimplemented.
    SetConfig(in Config config, error SInt32 rc);

    // Speed and format, a speed of 0 for what has none; how many bytes were lost, since nobody read them in time; how many arrived
    // with a wrong parity, without a stop bit, or as a break.
    GetConfig(out Config config, out UInt32 lost, out UInt32 damaged, error SInt32 rc);
}
`,
  'kl/drivers/UART.edl': `// The driver of serial ports: one process for each port.
//
// The SDK has no public class of this name: this is the program SerialDriver here.
entity kl.drivers.UART

endpoints {
    serial : kl.drivers.Serial
}
`,
}
