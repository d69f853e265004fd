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
			640.0,
			400.0
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
						300.0,
						22.0
					],
					"text" : "[sg.meter RATE ADDRESS]"
				}
			},
			{
				"box" : {
					"id" : "obj-2",
					"linecount" : 3,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						35.0,
						580.0,
						50.0
					],
					"text" : "asks the instrument for a value, RATE times a second while it is on, or once for a bang. /status/voices, load, peak/left, delay ... /transport/beat, phase, tempo, playing; /voice/1/pitch; any parameter (/part/1/x)."
				}
			},
			{
				"box" : {
					"id" : "obj-3",
					"maxclass" : "toggle",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						"int"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						20.0,
						100.0,
						24.0,
						24.0
					]
				}
			},
			{
				"box" : {
					"id" : "obj-4",
					"maxclass" : "message",
					"numinlets" : 2,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						70.0,
						100.0,
						40.0,
						22.0
					],
					"text" : "bang"
				}
			},
			{
				"box" : {
					"id" : "obj-5",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						20.0,
						150.0,
						200.0,
						22.0
					],
					"text" : "sg.meter 20 /status/peak/left"
				}
			},
			{
				"box" : {
					"format" : 6,
					"id" : "obj-6",
					"maxclass" : "flonum",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						"bang"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						20.0,
						195.0,
						60.0,
						22.0
					]
				}
			},
			{
				"box" : {
					"id" : "obj-7",
					"maxclass" : "toggle",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						"int"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						230.0,
						100.0,
						24.0,
						24.0
					]
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
						280.0,
						100.0,
						40.0,
						22.0
					],
					"text" : "bang"
				}
			},
			{
				"box" : {
					"id" : "obj-9",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						230.0,
						150.0,
						174.0,
						22.0
					],
					"text" : "sg.meter 5 /status/voices"
				}
			},
			{
				"box" : {
					"format" : 6,
					"id" : "obj-10",
					"maxclass" : "flonum",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						"bang"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						230.0,
						195.0,
						60.0,
						22.0
					]
				}
			},
			{
				"box" : {
					"id" : "obj-11",
					"maxclass" : "toggle",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						"int"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						440.0,
						100.0,
						24.0,
						24.0
					]
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
						490.0,
						100.0,
						40.0,
						22.0
					],
					"text" : "bang"
				}
			},
			{
				"box" : {
					"id" : "obj-13",
					"maxclass" : "newobj",
					"numinlets" : 1,
					"numoutlets" : 1,
					"outlettype" : [
						""
					],
					"patching_rect" : [
						440.0,
						150.0,
						148.0,
						22.0
					],
					"text" : "sg.meter 10 /part/1/x"
				}
			},
			{
				"box" : {
					"format" : 6,
					"id" : "obj-14",
					"maxclass" : "flonum",
					"numinlets" : 1,
					"numoutlets" : 2,
					"outlettype" : [
						"",
						"bang"
					],
					"parameter_enable" : 0,
					"patching_rect" : [
						440.0,
						195.0,
						60.0,
						22.0
					]
				}
			},
			{
				"box" : {
					"id" : "obj-15",
					"linecount" : 2,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						20.0,
						240.0,
						580.0,
						36.0
					],
					"text" : "Ask for what you want to see or to react to: the toggle subscribes, and asks again every two seconds so that it goes on when the instrument is started anew."
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
						320.0,
						123.0,
						22.0
					],
					"text" : "sg 127.0.0.1 9123"
				}
			},
			{
				"box" : {
					"id" : "obj-17",
					"linecount" : 2,
					"maxclass" : "comment",
					"numinlets" : 1,
					"numoutlets" : 0,
					"patching_rect" : [
						190.0,
						320.0,
						430.0,
						36.0
					],
					"text" : "one of these in a patch: it reaches the instrument (seaglass play)"
				}
			}
		],
		"lines" : [
			{
				"patchline" : {
					"destination" : [
						"obj-5",
						0
					],
					"source" : [
						"obj-3",
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
						"obj-5",
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
						"obj-13",
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
						"obj-13",
						0
					]
				}
			}
		],
		"dependency_cache" : [],
		"autosave" : 0
	}
}
