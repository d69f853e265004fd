// A Seaglass instrument, reached over OSC. Whatever is sent within a routine or a pattern carries a time tag `latency`
// seconds ahead of logical time, and takes effect at that very sample; with latency nil, at once.
Seaglass {
	classvar <>default, <>program;
	var <addr, <>latency = 0.05, <pid, nextId = 1000, busses, ears, atEnd;

	*initClass {
		program = "seaglass";
		StartUp.add {
			Event.addEventType(\seaglass, { |server| SeaglassEvent.play(currentEnvironment) });
		};
	}

	// An instrument that plays already. Without a port: the one that SEAGLASS_PORT names in the environment, or 9123.
	*connect { |host = "127.0.0.1", port|
		^super.new.init(NetAddr(host, port ?? { this.port }));
	}

	*port { ^("SEAGLASS_PORT".getenv ? 9123).asInteger }

	// Starts one. patch: nil for the one that it comes with; options: further arguments, as a string.
	*boot { |patch, place, port, options = ""|
		var self = this.connect("127.0.0.1", port), words = [program, "play"];
		if(patch.notNil) { words = words.add(patch.asString.shellQuote) };
		if(place.notNil) { words = words ++ ["--place", place.asString.shellQuote] };
		words = words ++ ["--osc-port", self.addr.port.asString, options];
		^self.started("exec" + words.join($ ));
	}

	init { |address|
		addr = address;
		busses = IdentityDictionary.new;
		ears = SeaglassEars(addr);
		if(default.isNil) { default = this };
		CmdPeriod.add(this);
	}

	// Command-period leaves no note hanging. It frees the synths of mapped busses, so that nothing is mapped any more.
	cmdPeriod {
		this.panic;
		this.unmapAll;
	}

	started { |command|
		pid = command.unixCmd({ pid = nil }, false);
		atEnd = { this.quit };
		ShutDown.add(atEnd);
	}

	// Calls then(this) as soon as the instrument answers: for what follows a boot.
	whenReady { |then, seconds = 20|
		var ready = false, until = Main.elapsedTime + seconds;
		var again = {
			if(ready.not and: { Main.elapsedTime < until }) {
				ears.wait({ |message| message[0] == '/pong' }, { if(ready.not) { ready = true; then.value(this) } }, 0.2, again);
				addr.sendMsg('/ping');
			};
		};
		again.value;
	}

	// Lets go of the instrument, and ends it if this object started it: it fades out and closes its files.
	quit {
		CmdPeriod.remove(this);
		ShutDown.remove(atEnd);
		if(default === this) { default = nil };
		this.unmapAll;
		ears.free;
		if(pid.notNil) { ("kill -TERM" + pid).unixCmd(postOutput: false); pid = nil };
	}

	// --- notes ---

	// A sounding note. pitch in MIDI keys with fractions, velocity 0 to 1; sets: [\pressure, 0.3, ...] from its onset on.
	note { |pitch = 60, velocity = 0.7, part = 1, sets|
		^SeaglassNote(this, pitch, velocity, part, sets);
	}

	newId { nextId = nextId + 1; if(nextId > 16r3FFFFFFF) { nextId = 1000 }; ^nextId }

	// --- the whole instrument, or one part (1 to 16) of it ---

	control { |name, value, part| this.send(['/control', name.asSymbol, value.asFloat] ++ part) }
	place { |name, part| this.send(['/place', name.asSymbol] ++ part) }
	// Voices that sound, whoever began them: a number, or a pattern such as '[1-4]'.
	voice { |which, key, value| this.send([("/voice/" ++ which ++ "/" ++ key).asSymbol, value.asFloat]) }
	lead { |which = \fast| this.send(['/lead', which.asSymbol]) }
	panic { addr.sendMsg('/panic') }

	send { |...messages| if(latency.isNil) { messages.do { |m| addr.sendMsg(*m) } } { addr.sendBundle(latency, *messages) } }

	// --- questions ---

	// then(value ...) is called with what the instrument answers, or with nil when it is silent for two seconds.
	get { |address, then|
		var hears = { |message| message[0] == address.asSymbol };
		ears.wait(hears, { |from ... values| then.value(*values) }, 2, { then.value(nil) });
		addr.sendMsg(address.asSymbol);
	}

	// target: a function, called with the values and the address; or a control bus, which takes the first value. address
	// may be a pattern: '/voice/*/pitch'.
	subscribe { |address, rate = 20, target|
		var action = if(target.isKindOf(Bus)) { { |value| target.set(value) } } { target };
		ears.watch(address, rate, action);
	}

	unsubscribe { |address| ears.unwatch(address) }

	// --- what takes time: done(values ...) when it is over, fail(reason) when it cannot be ---

	patch { |path, done, fail| this.order('/patch', [path.asSymbol], done, fail) }
	store { |name, done, fail| this.order('/snapshot/store', [name.asSymbol], done, fail) }
	recall { |name, seconds, done, fail|
		this.order('/snapshot/recall', [name.asSymbol] ++ (seconds !? { [seconds.asFloat] }), done, fail)
	}
	forget { |name, done, fail| this.order('/snapshot/delete', [name.asSymbol], done, fail) }
	snapshots { |then, fail| this.order('/snapshot/list', [], { |... names| then.value(names) }, fail) }

	start { |done, fail| this.order('/transport/start', [], done, fail) }
	stop { |done, fail| this.order('/transport/stop', [], done, fail) }
	continue { |done, fail| this.order('/transport/continue', [], done, fail) }
	locate { |beat = 0, done, fail| this.order('/transport/locate', [beat.asFloat], done, fail) }
	tempo_ { |bpm| this.order('/transport/tempo', [bpm.asFloat]) }
	tap { this.order('/transport/tap', []) }

	// At once: none of these waits for a time tag.
	order { |address, values, done, fail, patience = 30|
		ears.wait(
			{ |message| ['/done', '/fail'].includes(message[0]) and: { message[1] == address } },
			{ |answer, address ... values|
				if(answer == '/done') { done.value(*values) } {
					if(fail.isNil) { "Seaglass: %: %".format(address, values[0]).warn } { fail.value(values[0]) };
				};
			}, patience, {
				var why = "no answer from % %; does the instrument play there?".format(addr.ip, addr.port);
				if(fail.isNil) { "Seaglass: %: %".format(address, why).warn } { fail.value(why) };
			});
		addr.sendMsg(address, *values);
	}

	// --- busses ---

	// Lets a control bus of scsynth move a parameter, `rate` times a second; low and high: what 0 and 1 on the bus mean.
	map { |name, bus, low = 0, high = 1, part, rate = 60|
		var key = (name ++ "/" ++ part).asSymbol, synth, listener, reply = ("/seaglass/" ++ key).asSymbol;
		this.unmap(name, part);
		synth = { SendReply.kr(Impulse.kr(rate), reply, In.kr(bus.index)); Silent.ar(1) }.play(bus.server);
		listener = OSCFunc({ |message|
			if(message[1] == synth.nodeID) {
				addr.sendMsg('/control', name.asSymbol, message[3].linlin(0, 1, low, high, nil).asFloat, *(part.asArray));
			};
		}, reply, bus.server.addr);
		busses[key] = { listener.free; synth.free };
	}

	unmap { |name, part| busses.removeAt((name ++ "/" ++ part).asSymbol).value }
	unmapAll { busses.copy.keysDo { |key| busses.removeAt(key).value } }
}

// One note from its onset to its release; what is set is heard at once, in this note only.
SeaglassNote {
	var <instrument, <id, <pitch, <part, <sounding = true;

	*new { |instrument, pitch, velocity, part, sets|
		^super.newCopyArgs(instrument, instrument.newId, pitch, part).begin(velocity, sets);
	}

	begin { |velocity, sets|
		instrument.send(['/note/on', id, pitch.asFloat, velocity.asFloat, part] ++ sets);
	}

	set { |...pairs| if(sounding) { instrument.send(['/note/set', id] ++ pairs) } }
	pitch_ { |key| pitch = key; this.set(\pitch, key) }
	pressure_ { |amount| this.set(\pressure, amount) }
	gain_ { |db| this.set(\gain, db) }
	pan_ { |position| this.set(\pan, position) }
	brightness_ { |dbPerOctave| this.set(\brightness, dbPerOctave) }

	release {
		if(sounding) { sounding = false; instrument.send(['/note/off', id]) };
	}
}
