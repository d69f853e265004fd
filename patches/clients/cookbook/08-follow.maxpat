{
	"patcher" : {
		"fileversion" : 1,
		"appversion" : {
			"major" : 8,
			"minor" : 6,
			"revision" : 0,
			"architecture" : "x64",
			"modernui" : 1
		},
		"classnamespace" : "box",
		"rect" : [
			80.0,
			100.0,
			820.0,
			680.0
		],
		"bglocked" : 0,
		"openinpresentation" : 0,
		"default_fontsize" : 12.0,
		"default_fontface" : 0,
		"default_fontname" : "Arial",
		"gridonopen" : 1,
		"gridsize" : [
			15.0,
			15.0
		],
		"gridsnaponopen" : 1,
		"objectsnaponopen" : 1,
		"statusbarvisible" : 2,
		"toolbarvisible" : 1,
		"lefttoolbarpinned" : 0,
		"toptoolbarpinned" : 0,
		"righttoolbarpinned" : 0,
		"bottomtoolbarpinned" : 0,
		"toolbars_unpinned_last_save" : 0,
		"tallnewobj" : 0,
		"boxanimatetime" : 200,
		"enablehscroll" : 1,
		"enablevscroll" : 1,
		"devicewidth" : 0.0,
		"description" : "",
		"digest" : "",
		"tags" : "",
		"style" : "",
		"subpatcher_template" : "",
		"assistshowspatchername" : 0,
		"boxes" : [
			{
				"box" : {
					"id" : "obj-1",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						10.0,
						600.0,
						22.0
					],
					"text" : "An oboe that follows what it hears: a microphone, or the practice glide."
				}
			},
			{
				"box" : {
					"id" : "obj-2",
					"maxclass" : "toggle",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						"int"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						20.0,
						50.0,
						24.0,
						24.0
					],
					"varname" : "play"
				}
			},
			{
				"box" : {
					"id" : "obj-3",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						50.0,
						50.0,
						50.0,
						22.0
					],
					"text" : "play"
				}
			},
			{
				"box" : {
					"id" : "obj-4",
					"maxclass" : "ezdac~",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						700.0,
						400.0,
						45.0,
						45.0
					]
				}
			},
			{
				"box" : {
					"id" : "obj-5",
					"linecount" : 2,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						560.0,
						400.0,
						130.0,
						36.0
					],
					"text" : "switch the audio on"
				}
			},
			{
				"box" : {
					"id" : "obj-6",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 3,
					"outlettype" : [
						"int",
						"int",
						"int"
					],
					"patching_rect" : [
						20.0,
						90.0,
						59.0,
						22.0
					],
					"text" : "t i i i"
				}
			},
			{
				"box" : {
					"id" : "obj-7",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 3,
					"outlettype" : [
						"bang",
						"bang",
						""
					],
					"patching_rect" : [
						400.0,
						90.0,
						59.0,
						22.0
					],
					"text" : "sel 1 0"
				}
			},
			{
				"box" : {
					"id" : "obj-8",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						400.0,
						160.0,
						52.0,
						22.0
					],
					"text" : "69 0.7"
				}
			},
			{
				"box" : {
					"id" : "obj-9",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						480.0,
						160.0,
						40.0,
						22.0
					],
					"text" : "69 0"
				}
			},
			{
				"box" : {
					"id" : "obj-10",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						400.0,
						200.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
				}
			},
			{
				"box" : {
					"id" : "obj-11",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						""
					],
					"patching_rect" : [
						620.0,
						90.0,
						46.0,
						22.0
					],
					"text" : "sel 1"
				}
			},
			{
				"box" : {
					"id" : "obj-12",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						620.0,
						160.0,
						40.0,
						22.0
					],
					"text" : "oboe"
				}
			},
			{
				"box" : {
					"id" : "obj-13",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						620.0,
						200.0,
						110.0,
						22.0
					],
					"text" : "sg.part 1 place"
				}
			},
			{
				"box" : {
					"id" : "obj-14",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						""
					],
					"patching_rect" : [
						160.0,
						125.0,
						46.0,
						22.0
					],
					"text" : "sel 1"
				}
			},
			{
				"box" : {
					"id" : "obj-15",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						160.0,
						160.0,
						97.0,
						22.0
					],
					"text" : "57., 64. 4000"
				}
			},
			{
				"box" : {
					"id" : "obj-16",
					"maxclass" : "newobj",
					"numinlets" : 3,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						"bang"
					],
					"patching_rect" : [
						160.0,
						195.0,
						84.0,
						22.0
					],
					"text" : "line 57. 20"
				}
			},
			{
				"box" : {
					"id" : "obj-17",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						160.0,
						230.0,
						257.0,
						22.0
					],
					"text" : "expr 440. * pow(2., ($f1 - 69.) / 12.)"
				}
			},
			{
				"box" : {
					"id" : "obj-18",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"signal"
					],
					"patching_rect" : [
						160.0,
						265.0,
						84.0,
						22.0
					],
					"text" : "cycle~ 220."
				}
			},
			{
				"box" : {
					"id" : "obj-19",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"signal"
					],
					"patching_rect" : [
						160.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "*~ 0.2"
				}
			},
			{
				"box" : {
					"id" : "obj-20",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						"signal"
					],
					"patching_rect" : [
						60.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "adc~ 1"
				}
			},
			{
				"box" : {
					"id" : "obj-21",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						160.0,
						32.0,
						22.0
					],
					"text" : "1"
				}
			},
			{
				"box" : {
					"id" : "obj-22",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						60.0,
						160.0,
						32.0,
						22.0
					],
					"text" : "2"
				}
			},
			{
				"box" : {
					"id" : "obj-23",
					"maxclass" : "newobj",
					"numinlets" : 3,
					"numoutlets" : 1,
					"outlettype" : [
						"signal"
					],
					"patching_rect" : [
						20.0,
						340.0,
						97.0,
						22.0
					],
					"text" : "selector~ 2 2"
				}
			},
			{
				"box" : {
					"id" : "obj-24",
					"linecount" : 2,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						190.0,
						100.0,
						36.0
					],
					"text" : "1: microphone, 2: glide"
				}
			},
			{
				"box" : {
					"id" : "obj-25",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 3,
					"outlettype" : [
						"float",
						"float",
						""
					],
					"patching_rect" : [
						20.0,
						375.0,
						52.0,
						22.0
					],
					"text" : "fzero~"
				}
			},
			{
				"box" : {
					"id" : "obj-26",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"float",
						"float"
					],
					"patching_rect" : [
						20.0,
						410.0,
						46.0,
						22.0
					],
					"text" : "t f f"
				}
			},
			{
				"box" : {
					"id" : "obj-27",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						480.0,
						40.0,
						22.0
					],
					"text" : "gate"
				}
			},
			{
				"box" : {
					"id" : "obj-28",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"int"
					],
					"patching_rect" : [
						120.0,
						445.0,
						46.0,
						22.0
					],
					"text" : "> 40."
				}
			},
			{
				"box" : {
					"id" : "obj-29",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						515.0,
						283.0,
						22.0
					],
					"text" : "expr 69. + 12. * log($f1 / 440.) / log(2.)"
				}
			},
			{
				"box" : {
					"id" : "obj-30",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						550.0,
						91.0,
						22.0
					],
					"text" : "sg.set pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-31",
					"linecount" : 2,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						120.0,
						480.0,
						260.0,
						36.0
					],
					"text" : "fzero~ says 0 Hz where there is no pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-32",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						600.0,
						123.0,
						22.0
					],
					"text" : "sg 127.0.0.1 9123"
				}
			},
			{
				"box" : {
					"id" : "obj-33",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						190.0,
						600.0,
						400.0,
						22.0
					],
					"text" : "the instrument must be playing: seaglass play"
				}
			}
		],
		"lines" : [
			{
				"patchline" : {
					"destination" : [
						"obj-6",
						0
					],
					"source" : [
						"obj-2",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-7",
						0
					],
					"source" : [
						"obj-6",
						1
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-8",
						0
					],
					"source" : [
						"obj-7",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-9",
						0
					],
					"source" : [
						"obj-7",
						1
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-10",
						0
					],
					"source" : [
						"obj-8",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-10",
						0
					],
					"source" : [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-11",
						0
					],
					"source" : [
						"obj-6",
						2
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-12",
						0
					],
					"source" : [
						"obj-11",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-13",
						0
					],
					"source" : [
						"obj-12",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-14",
						0
					],
					"source" : [
						"obj-6",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-15",
						0
					],
					"source" : [
						"obj-14",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-16",
						0
					],
					"source" : [
						"obj-15",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-17",
						0
					],
					"source" : [
						"obj-16",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-18",
						0
					],
					"source" : [
						"obj-17",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-19",
						0
					],
					"source" : [
						"obj-18",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-23",
						0
					],
					"source" : [
						"obj-21",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-23",
						0
					],
					"source" : [
						"obj-22",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-23",
						1
					],
					"source" : [
						"obj-20",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-23",
						2
					],
					"source" : [
						"obj-19",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-25",
						0
					],
					"source" : [
						"obj-23",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-26",
						0
					],
					"source" : [
						"obj-25",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-28",
						0
					],
					"source" : [
						"obj-26",
						1
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-27",
						0
					],
					"source" : [
						"obj-28",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-27",
						1
					],
					"source" : [
						"obj-26",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-29",
						0
					],
					"source" : [
						"obj-27",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-30",
						0
					],
					"source" : [
						"obj-29",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-30",
						1
					],
					"source" : [
						"obj-10",
						0
					]
				}
			}
		],
		"dependency_cache" : [],
		"autosave" : 0
	}
}
