/* eslint-disable */
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const Reading = $root.Reading = (() => {

    /**
     * Properties of a Reading.
     * @typedef {Object} Reading.$Properties
     * @property {number|null} [sensor] Reading sensor
     * @property {number|null} [channel] Reading channel
     * @property {number|null} [time] Reading time
     * @property {number|null} [low] Reading low
     * @property {number|null} [high] Reading high
     * @property {number|null} [flags] Reading flags
     * @property {string|null} [name] Reading name
     * @property {Uint8Array|null} [raw] Reading raw
     * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
     */

    /**
     * Properties of a Reading.
     * @exports IReading
     * @interface IReading
     * @augments Reading.$Properties
     * @deprecated Use Reading.$Properties instead.
     */

    /**
     * Shape of a Reading.
     * @typedef {Reading.$Properties} Reading.$Shape
     */

    /**
     * Constructs a new Reading.
     * @exports Reading
     * @classdesc Represents a Reading.
     * @constructor
     * @param {Reading.$Properties=} [properties] Properties to set
     * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
     */
    const Reading = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    /**
     * Reading sensor.
     * @member {number} sensor
     * @memberof Reading
     * @instance
     */
    Reading.prototype.sensor = 0;

    /**
     * Reading channel.
     * @member {number} channel
     * @memberof Reading
     * @instance
     */
    Reading.prototype.channel = 0;

    /**
     * Reading time.
     * @member {number} time
     * @memberof Reading
     * @instance
     */
    Reading.prototype.time = 0;

    /**
     * Reading low.
     * @member {number} low
     * @memberof Reading
     * @instance
     */
    Reading.prototype.low = 0;

    /**
     * Reading high.
     * @member {number} high
     * @memberof Reading
     * @instance
     */
    Reading.prototype.high = 0;

    /**
     * Reading flags.
     * @member {number} flags
     * @memberof Reading
     * @instance
     */
    Reading.prototype.flags = 0;

    /**
     * Reading name.
     * @member {string} name
     * @memberof Reading
     * @instance
     */
    Reading.prototype.name = "";

    /**
     * Reading raw.
     * @member {Uint8Array} raw
     * @memberof Reading
     * @instance
     */
    Reading.prototype.raw = $util.newBuffer([]);

    /**
     * Encodes the specified Reading message. Does not implicitly {@link Reading.verify|verify} messages.
     * @function encode
     * @memberof Reading
     * @static
     * @param {Reading.$Properties} message Reading message or plain object to encode
     * @param {$protobuf.Writer} [writer] Writer to encode to
     * @returns {$protobuf.Writer} Writer
     */
    Reading.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor") && message.sensor !== 0)
            writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.sensor);
        if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
            writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.channel);
        if (message.time != null && $Object.hasOwnProperty.call(message, "time") && message.time !== 0)
            writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.time);
        if (message.low != null && $Object.hasOwnProperty.call(message, "low") && message.low !== 0)
            writer.uint32(/* id 4, wireType 0 =*/32).sint32(message.low);
        if (message.high != null && $Object.hasOwnProperty.call(message, "high") && message.high !== 0)
            writer.uint32(/* id 5, wireType 0 =*/40).sint32(message.high);
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.flags);
        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
            writer.uint32(/* id 7, wireType 2 =*/58).string(message.name);
        if (message.raw != null && $Object.hasOwnProperty.call(message, "raw") && message.raw.length)
            writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.raw);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    /**
     * Decodes a Reading message from the specified reader or buffer.
     * @function decode
     * @memberof Reading
     * @static
     * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
     * @param {number} [length] Message length if known beforehand
     * @returns {Reading & Reading.$Shape} Reading
     * @throws {Error} If the payload is not a reader or valid buffer
     * @throws {$protobuf.util.ProtocolError} If required fields are missing
     */
    Reading.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Reading();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.sensor = value;
                    else
                        delete message.sensor;
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.channel = value;
                    else
                        delete message.channel;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.time = value;
                    else
                        delete message.time;
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.sint32())
                        message.low = value;
                    else
                        delete message.low;
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.sint32())
                        message.high = value;
                    else
                        delete message.high;
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.name = value;
                    else
                        delete message.name;
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.raw = value;
                    else
                        delete message.raw;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    /**
     * Gets the type url for Reading
     * @function getTypeUrl
     * @memberof Reading
     * @static
     * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
     * @returns {string} The type url
     */
    Reading.getTypeUrl = function(prefix) {
        if (prefix === $undefined)
            prefix = "type.googleapis.com";
        return prefix + "/Reading";
    };

    return Reading;
})();

export {
  $root as default
};
