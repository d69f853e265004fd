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
			480.0
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
					"text" : "From one state of everything to another: a dark cello becomes a bright flute in twenty seconds."
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
						"bang",
						"bang",
						""
					],
					"patching_rect" : [
						20.0,
						110.0,
						59.0,
						22.0
					],
					"text" : "sel 1 0"
				}
			},
			{
				"box" : {
					"id" : "obj-5",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						20.0,
						150.0,
						59.0,
						22.0
					],
					"text" : "delay 0"
				}
			},
			{
				"box" : {
					"id" : "obj-6",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						150.0,
						150.0,
						72.0,
						22.0
					],
					"text" : "delay 200"
				}
			},
			{
				"box" : {
					"id" : "obj-7",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						280.0,
						150.0,
						72.0,
						22.0
					],
					"text" : "delay 400"
				}
			},
			{
				"box" : {
					"id" : "obj-8",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						410.0,
						150.0,
						72.0,
						22.0
					],
					"text" : "delay 600"
				}
			},
			{
				"box" : {
					"id" : "obj-9",
					"maxclass" : "newobj",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						"bang"
					],
					"patching_rect" : [
						540.0,
						150.0,
						72.0,
						22.0
					],
					"text" : "delay 800"
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
						670.0,
						150.0,
						78.0,
						22.0
					],
					"text" : "delay 2000"
				}
			},
			{
				"box" : {
					"id" : "obj-11",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						300.0,
						110.0,
						22.0
					],
					"text" : "sg.part 1 place"
				}
			},
			{
				"box" : {
					"id" : "obj-12",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						180.0,
						300.0,
						142.0,
						22.0
					],
					"text" : "sg.part 1 brightness"
				}
			},
			{
				"box" : {
					"id" : "obj-13",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						""
					],
					"patching_rect" : [
						400.0,
						300.0,
						84.0,
						22.0
					],
					"text" : "sg.snapshot"
				}
			},
			{
				"box" : {
					"id" : "obj-14",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						560.0,
						300.0,
						72.0,
						22.0
					],
					"text" : "sg.note 1"
				}
			},
			{
				"box" : {
					"id" : "obj-15",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						"bang"
					],
					"patching_rect" : [
						20.0,
						185.0,
						46.0,
						22.0
					],
					"text" : "t b b"
				}
			},
			{
				"box" : {
					"id" : "obj-16",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						230.0,
						46.0,
						22.0
					],
					"text" : "cello"
				}
			},
			{
				"box" : {
					"id" : "obj-17",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						80.0,
						230.0,
						32.0,
						22.0
					],
					"text" : "-4"
				}
			},
			{
				"box" : {
					"id" : "obj-18",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						140.0,
						230.0,
						78.0,
						22.0
					],
					"text" : "store dark"
				}
			},
			{
				"box" : {
					"id" : "obj-19",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						"bang"
					],
					"patching_rect" : [
						270.0,
						185.0,
						46.0,
						22.0
					],
					"text" : "t b b"
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
						250.0,
						230.0,
						46.0,
						22.0
					],
					"text" : "flute"
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
						310.0,
						230.0,
						32.0,
						22.0
					],
					"text" : "4"
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
						360.0,
						230.0,
						91.0,
						22.0
					],
					"text" : "store bright"
				}
			},
			{
				"box" : {
					"id" : "obj-23",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"bang",
						"bang"
					],
					"patching_rect" : [
						540.0,
						185.0,
						46.0,
						22.0
					],
					"text" : "t b b"
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
						470.0,
						230.0,
						84.0,
						22.0
					],
					"text" : "recall dark"
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
						570.0,
						230.0,
						52.0,
						22.0
					],
					"text" : "62 0.7"
				}
			},
			{
				"box" : {
					"id" : "obj-26",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						650.0,
						185.0,
						116.0,
						22.0
					],
					"text" : "recall bright 20"
				}
			},
			{
				"box" : {
					"id" : "obj-27",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						650.0,
						230.0,
						40.0,
						22.0
					],
					"text" : "62 0"
				}
			},
			{
				"box" : {
					"id" : "obj-28",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						400.0,
						340.0,
						78.0,
						22.0
					],
					"text" : "print done"
				}
			},
			{
				"box" : {
					"id" : "obj-29",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						500.0,
						340.0,
						91.0,
						22.0
					],
					"text" : "print failed"
				}
			},
			{
				"box" : {
					"id" : "obj-30",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						400.0,
						123.0,
						22.0
					],
					"text" : "sg 127.0.0.1 9123"
				}
			},
			{
				"box" : {
					"id" : "obj-31",
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						190.0,
						400.0,
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
						0
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
						"obj-4",
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
						"obj-4",
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
						"obj-4",
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
						"obj-5",
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
						"obj-15",
						1
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
						"obj-16",
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
						"obj-17",
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
						"obj-6",
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
						"obj-18",
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
						"obj-7",
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
						"obj-19",
						1
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
						"obj-20",
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
						"obj-21",
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
						"obj-8",
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
						"obj-22",
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
						"obj-9",
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
						"obj-23",
						1
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
						"obj-13",
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
						"obj-14",
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
						"obj-26",
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
						"obj-13",
						0
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
						"obj-27",
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
						"obj-14",
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
						0
					],
					"source" : [
						"obj-13",
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
						"obj-13",
						1
					]
				}
			}
		],
		"dependency_cache" : [],
		"autosave" : 0
	}
}
