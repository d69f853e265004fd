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
			860.0,
			560.0
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
						800.0,
						22.0
					],
					"text" : "A chord that melts into another one: each note glides on its own, because each [sg.set] speaks to one id."
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
						70.0,
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
						70.0,
						50.0,
						22.0
					],
					"text" : "play"
				}
			},
			{
				"box" : {
					"id" : "obj-4",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 3,
					"outlettype" : [
						"float",
						"float",
						"float"
					],
					"patching_rect" : [
						20.0,
						110.0,
						59.0,
						22.0
					],
					"text" : "t f f f"
				}
			},
			{
				"box" : {
					"id" : "obj-5",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						""
					],
					"patching_rect" : [
						640.0,
						110.0,
						46.0,
						22.0
					],
					"text" : "sel 1"
				}
			},
			{
				"box" : {
					"id" : "obj-6",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						640.0,
						145.0,
						46.0,
						22.0
					],
					"text" : "cello"
				}
			},
			{
				"box" : {
					"id" : "obj-7",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						640.0,
						180.0,
						110.0,
						22.0
					],
					"text" : "sg.part 1 place"
				}
			},
			{
				"box" : {
					"id" : "obj-8",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 3,
					"outlettype" : [
						"bang",
						"bang",
						""
					],
					"patching_rect" : [
						20.0,
						145.0,
						59.0,
						22.0
					],
					"text" : "sel 1 0"
				}
			},
			{
				"box" : {
					"id" : "obj-9",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						""
					],
					"patching_rect" : [
						220.0,
						145.0,
						46.0,
						22.0
					],
					"text" : "sel 1"
				}
			},
			{
				"box" : {
					"id" : "obj-10",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						220.0,
						180.0,
						78.0,
						22.0
					],
					"text" : "delay 1000"
				}
			},
			{
				"box" : {
					"id" : "obj-11",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						220.0,
						215.0,
						84.0,
						22.0
					],
					"text" : "0., 1. 4000"
				}
			},
			{
				"box" : {
					"id" : "obj-12",
					"maxclass" : "newobj",
					"numinlets" : 3,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						"bang"
					],
					"patching_rect" : [
						220.0,
						250.0,
						78.0,
						22.0
					],
					"text" : "line 0. 20"
				}
			},
			{
				"box" : {
					"id" : "obj-13",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						320.0,
						180.0,
						250.0,
						22.0
					],
					"text" : "a second later, four seconds long"
				}
			},
			{
				"box" : {
					"id" : "obj-14",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "48 0.6"
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
						100.0,
						300.0,
						40.0,
						22.0
					],
					"text" : "48 0"
				}
			},
			{
				"box" : {
					"id" : "obj-16",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						340.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
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
						20.0,
						400.0,
						136.0,
						22.0
					],
					"text" : "expr 48. + 2. * $f1"
				}
			},
			{
				"box" : {
					"id" : "obj-18",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						440.0,
						91.0,
						22.0
					],
					"text" : "sg.set pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-19",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						230.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "55 0.6"
				}
			},
			{
				"box" : {
					"id" : "obj-20",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						310.0,
						300.0,
						40.0,
						22.0
					],
					"text" : "55 0"
				}
			},
			{
				"box" : {
					"id" : "obj-21",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						230.0,
						340.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
				}
			},
			{
				"box" : {
					"id" : "obj-22",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						230.0,
						400.0,
						136.0,
						22.0
					],
					"text" : "expr 55. - 2. * $f1"
				}
			},
			{
				"box" : {
					"id" : "obj-23",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						230.0,
						440.0,
						91.0,
						22.0
					],
					"text" : "sg.set pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-24",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						440.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "60 0.6"
				}
			},
			{
				"box" : {
					"id" : "obj-25",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						520.0,
						300.0,
						40.0,
						22.0
					],
					"text" : "60 0"
				}
			},
			{
				"box" : {
					"id" : "obj-26",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						440.0,
						340.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
				}
			},
			{
				"box" : {
					"id" : "obj-27",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						440.0,
						400.0,
						136.0,
						22.0
					],
					"text" : "expr 60. - 3. * $f1"
				}
			},
			{
				"box" : {
					"id" : "obj-28",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						440.0,
						440.0,
						91.0,
						22.0
					],
					"text" : "sg.set pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-29",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						650.0,
						300.0,
						52.0,
						22.0
					],
					"text" : "64 0.6"
				}
			},
			{
				"box" : {
					"id" : "obj-30",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						730.0,
						300.0,
						40.0,
						22.0
					],
					"text" : "64 0"
				}
			},
			{
				"box" : {
					"id" : "obj-31",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						650.0,
						340.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
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
						650.0,
						400.0,
						136.0,
						22.0
					],
					"text" : "expr 64. + 1. * $f1"
				}
			},
			{
				"box" : {
					"id" : "obj-33",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 0,
					"patching_rect" : [
						650.0,
						440.0,
						91.0,
						22.0
					],
					"text" : "sg.set pitch"
				}
			},
			{
				"box" : {
					"id" : "obj-34",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						500.0,
						123.0,
						22.0
					],
					"text" : "sg 127.0.0.1 9123"
				}
			},
			{
				"box" : {
					"id" : "obj-35",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						190.0,
						500.0,
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
						"obj-4",
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
						"obj-5",
						0
					],
					"source" : [
						"obj-4",
						2
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-6",
						0
					],
					"source" : [
						"obj-5",
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
						0
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
						"obj-4",
						1
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
						"obj-4",
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
						"obj-10",
						0
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
						"obj-14",
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
						"obj-15",
						0
					],
					"source" : [
						"obj-8",
						1
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
						"obj-12",
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
						"obj-18",
						1
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
						"obj-19",
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
						"obj-20",
						0
					],
					"source" : [
						"obj-8",
						1
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-21",
						0
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
						"obj-21",
						0
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
						"obj-22",
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
						"obj-21",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-24",
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
						"obj-25",
						0
					],
					"source" : [
						"obj-8",
						1
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
						"obj-24",
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
						"obj-27",
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
						"obj-28",
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
						"obj-28",
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
						"obj-8",
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
						"obj-8",
						1
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-31",
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
						"obj-31",
						0
					],
					"source" : [
						"obj-30",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-32",
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
						"obj-33",
						0
					],
					"source" : [
						"obj-32",
						0
					]
				}
			},
			{
				"patchline" : {
					"destination" : [
						"obj-33",
						1
					],
					"source" : [
						"obj-31",
						0
					]
				}
			}
		],
		"dependency_cache" : [],
		"autosave" : 0
	}
}
