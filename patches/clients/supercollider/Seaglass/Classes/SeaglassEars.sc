// What an instrument sends back: answers to questions, what was subscribed to, /done and /fail of what takes time.
SeaglassEars {
	classvar <>renewal = 5;  // seconds between two words to the instrument that we still listen
	var addr, watched, waiting, receive, renew;

	*new { |addr| ^super.newCopyArgs(addr).init }

	init {
		watched = Dictionary.new;
		waiting = List.new;
		receive = { |message, time, from|
			if(from.port == addr.port and: { from.addr == addr.addr }) { this.hear(message) };
		};
		thisProcess.addOSCRecvFunc(receive);
		CmdPeriod.add(this);
	}

	// It has cleared the clocks. Who listens or waits for an answer plays nothing, and goes on.
	cmdPeriod {
		if(renew.notNil) { this.keepAsking };
		waiting.do { |w| this.expire(w) };
	}

	free {
		CmdPeriod.remove(this);
		thisProcess.removeOSCRecvFunc(receive);
		renew.stop;
		if(watched.notEmpty) { addr.sendMsg('/unsubscribe') };
		watched.clear;
		waiting.clear;
	}

	hear { |message|
		var address = message[0], oldest;
		watched.keysValuesDo { |pattern, watch|
			if(this.matches(pattern, address)) { watch[1].value(*(message[1..] ++ address)) };
		};
		oldest = waiting.detect { |w| w[\hears].(message) };  // who asked first is answered first
		if(oldest.notNil) { waiting.remove(oldest); oldest[\then].value(*message) } {
			// Of a message that nobody waits for: a place, a note, a parameter that is not there.
			if(address == '/fail') { "Seaglass: %: %".format(message[1], message[2]).warn };
		};
	}

	matches { |pattern, address|
		^pattern == address or: { address.matchOSCAddressPattern(pattern) };
	}

	// Calls then(address, values ...) for the next message that hears(message) likes, or else.() after `seconds`.
	wait { |hears, then, seconds = 10, else|
		var w = (hears: hears, then: then, else: else, until: Main.elapsedTime + seconds);
		waiting.add(w);
		this.expire(w);
	}

	expire { |w|
		SystemClock.sched((w[\until] - Main.elapsedTime).max(0), { if(waiting.includes(w)) { waiting.remove(w); w[\else].value }; nil });
	}

	watch { |pattern, rate, action|
		watched[pattern.asSymbol] = [rate, action];
		this.ask(pattern.asSymbol);
		if(renew.isNil) { this.keepAsking };
	}

	keepAsking {
		renew.stop;
		renew = Routine { loop { renewal.wait; watched.keysDo { |p| this.ask(p) } } }.play(SystemClock);
	}

	ask { |pattern| addr.sendMsg('/subscribe', watched[pattern][0].asFloat, pattern) }

	unwatch { |pattern|
		watched.removeAt(pattern.asSymbol);
		addr.sendMsg('/unsubscribe', pattern.asSymbol);
	}
}
