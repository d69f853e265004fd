// What Pbind(\type, \seaglass, ...) does: notes of a chord begin at one sample, each lasts its own sustain.
SeaglassEvent {
	// Keys of an event that go to its notes, besides pan: what /note/set takes.
	classvar <>keys = #[\pressure, \gain, \brightness, \vibrato, \vibrato_rate, \noise, \odd_even, \drift, \x, \y, \morph, \morph_to,
		\cloud_pitch, \cloud_timbre, \cloud_drift];

	*play { |event|
		event.use {
			var instrument = ~seaglass ? Seaglass.default, clock = thisThread.clock;
			if(instrument.isNil) { "Seaglass: connect or boot an instrument first".warn } {
				var lag = (~timingOffset ? 0) + (~lag ? 0);
				var freq = ~detunedFreq.value, amp = ~amp.value, sustain = ~sustain.value, strum = ~strum ? 0;
				// 4 dB for each tenth of velocity, the instrument's own law: amp 1 is velocity 1, amp 0.1 is 0.5.
				var velocity = event[\vel].value ?? { amp.max(1e-4).ampdb / 40 + 1 };
				var sets = keys.collect { |key| event[key].value }, pan = event[\pan];
				if(event[\place].notNil) { instrument.send(['/place', event[\place].asSymbol] ++ event[\part]) };
				([freq, velocity, sustain, event[\part] ? 1, pan.value] ++ sets).flop.do { |one, i|
					var pairs = [], id = instrument.newId;
					var start = { |beats, then| if(beats > 0) { clock.sched(beats, { then.value; nil }) } { then.value } };
					if(one[4].notNil and: { one[4] != 0 }) { pairs = pairs ++ [\pan, one[4].asFloat] };
					keys.do { |key, k| if(one[5 + k].notNil) { pairs = pairs ++ [key, one[5 + k].asFloat] } };
					start.(lag + (i * strum), {
						instrument.send(['/note/on', id, one[0].cpsmidi.asFloat, one[1].asFloat.clip(0, 1), one[3].asInteger] ++ pairs);
						clock.sched(one[2], { instrument.send(['/note/off', id]); nil });
					});
				};
			};
		};
	}
}
